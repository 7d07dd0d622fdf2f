"""A plugin whose jobs take a while, and fail when they are to."""
