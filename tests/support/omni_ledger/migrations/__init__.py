"""Of the ledger's tables."""
