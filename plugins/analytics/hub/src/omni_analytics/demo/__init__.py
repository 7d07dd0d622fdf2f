"""A believable year, from a seeded generator: growth, the season of the week, customers who come and go, an incident."""
