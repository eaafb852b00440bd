"""What was seen: cameras, sources, tracks, their pictures and facts, written by ingest and read by searches.

What people and programs keep besides (cases, watches, tokens, ...) belongs to ``store.control``.
"""
