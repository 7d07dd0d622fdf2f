"""Upkeep of segments: compaction, retention, erasure, and what nobody lists any more."""
