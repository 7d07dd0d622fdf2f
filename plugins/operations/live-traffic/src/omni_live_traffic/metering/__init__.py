"""Requests counted per second, added up over all processes, and told."""
