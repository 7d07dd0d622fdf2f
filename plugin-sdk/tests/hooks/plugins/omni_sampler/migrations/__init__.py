"""Migrations of the sampler's tables."""
