"""Helpers of the tests that cross packages: waiting, environments, processes, strangers' plugins."""
