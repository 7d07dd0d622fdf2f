"""Backup, restore and transfer: one way to read all of an installation, and one to write it, between any two databases."""
