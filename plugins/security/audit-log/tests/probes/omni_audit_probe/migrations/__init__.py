"""Migrations of the probe."""
