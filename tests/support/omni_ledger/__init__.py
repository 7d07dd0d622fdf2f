"""A plugin that writes down what happened, for tests that break things; installed as `ledger`."""
