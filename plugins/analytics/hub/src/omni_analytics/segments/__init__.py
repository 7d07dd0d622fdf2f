"""Which segments there are, and what is done with them: reading, writing, compaction, retention, erasure."""
