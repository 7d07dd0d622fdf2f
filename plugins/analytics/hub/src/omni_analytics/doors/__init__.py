"""The doors that events come by: Omni's own, those of the Segment spec, files, and who may use them."""
