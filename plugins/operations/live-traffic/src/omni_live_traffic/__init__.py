"""Live traffic."""
