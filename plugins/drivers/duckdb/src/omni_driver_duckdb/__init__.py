"""Driver: the warehouse of the hub `analytics` in DuckDB, over Parquet in the blob store."""
