"""Discovery, hooks, life cycle and the gate of plugins."""
