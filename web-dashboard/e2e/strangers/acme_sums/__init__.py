"""A plugin of the browser tests: a report that fails."""
