"""Contributes through every hook that a tenant's plugin has."""

from .contract import STAMP, Sample, SamplerHooks, Stamp

__all__ = ["STAMP", "Sample", "SamplerHooks", "Stamp"]
