"""Reports out: types and formats of whatever plugins are active for the tenant, runs, downloads, the dashboard."""
