"""Second factor for Omni: codes from an authenticator app (RFC 6238)."""
