"""Events in: the doors, the log in which a batch stands until it is written, the tracking plan, and the writer."""
