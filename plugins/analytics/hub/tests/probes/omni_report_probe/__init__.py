"""A stranger's report types and formats, some of which fail."""
