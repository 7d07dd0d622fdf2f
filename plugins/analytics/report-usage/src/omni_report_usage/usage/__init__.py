"""The report: what it asks, what comes of the answers, and what each number means."""
