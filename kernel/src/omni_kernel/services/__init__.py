"""What a context hands to a plugin."""
