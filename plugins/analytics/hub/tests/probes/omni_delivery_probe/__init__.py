"""A report with figures of every kind, and a mail server to send it to."""
