"""A stranger's plugin that keeps something of every kind."""
