"""Redis: the private server, this process's link to a server, and live messages. It may be away at any moment."""
