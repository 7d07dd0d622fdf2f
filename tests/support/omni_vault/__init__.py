"""A plugin with rows of every type, secrets, blobs and jobs, and a sum that must never change; installed as `vault`."""
