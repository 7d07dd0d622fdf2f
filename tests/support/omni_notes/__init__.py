"""A plugin for tests that cross packages: rows by id, files, jobs, events, links, and a public route."""
