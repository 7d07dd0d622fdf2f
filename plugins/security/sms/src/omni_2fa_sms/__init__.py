"""Second factor for Omni: codes by text message."""
