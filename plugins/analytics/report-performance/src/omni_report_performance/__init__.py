"""Report: how fast the API answers, and how often it fails."""
