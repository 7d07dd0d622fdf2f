"""Contributes to the sampler."""
