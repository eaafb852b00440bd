"""Sources: videos that are asked for, which may be, the workers that ingest them, and recordings of streams."""
