"""Acts for somebody, later."""
