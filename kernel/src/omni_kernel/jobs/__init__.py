"""Durable jobs, their schedules, and events: rows in the database are the truth, arq on Redis carries them."""
