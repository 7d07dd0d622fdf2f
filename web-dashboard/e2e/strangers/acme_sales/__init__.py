"""A plugin of the browser tests: a report with every kind of figure, chart and column."""
