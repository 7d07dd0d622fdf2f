"""A plugin of the browser tests: a page of every kind of block."""
