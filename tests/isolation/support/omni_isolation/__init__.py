"""Two tenants, a platform administrator, and every route."""
