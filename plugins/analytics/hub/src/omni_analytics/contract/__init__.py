"""The hub's contract, version 1."""
