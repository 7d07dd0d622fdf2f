"""A plugin of the platform, which sees what belongs to no tenant."""
