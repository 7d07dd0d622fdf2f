"""Migrations of its tables."""
