"""Where things are kept: rows, migrations, encrypted secrets and blobs."""
