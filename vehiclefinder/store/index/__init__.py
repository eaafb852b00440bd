"""The nearest tracks by their vectors: a cache over the catalog, in FAISS, and the file that it is kept in.

Nothing here is the truth: whatever is missing or stale is made again from ``store.tracks``.
"""
