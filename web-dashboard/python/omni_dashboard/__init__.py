"""The dashboard as built files in `dist`, which Omni serves at `/`."""
