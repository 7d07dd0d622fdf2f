"""A plugin that keeps one metric of each kind."""
