"""Files of events: cut into records wherever their pieces come from, checked, and put into the log lot by lot."""
