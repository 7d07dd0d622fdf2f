"""Report: how much the API is used, and by whom."""
