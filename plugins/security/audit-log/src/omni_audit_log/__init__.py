"""Who did what, in a chain that shows tampering. `omni_audit_log.verify` needs no Omni to be run."""
