"""A plugin with an audited table, for the tests of the audit log."""
