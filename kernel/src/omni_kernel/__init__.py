"""The kernel of Omni: five services and a plugin manager."""
