"""Second factor for Omni: backup codes for the day the phone is lost."""
