"""Migrations of the tables, the oldest first."""
