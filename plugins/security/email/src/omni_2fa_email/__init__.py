"""Second factor for Omni: codes by e-mail."""
