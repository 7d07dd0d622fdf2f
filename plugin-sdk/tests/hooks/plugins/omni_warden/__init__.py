"""Contributes through every hook that the installation's plugins have."""
