"""The catalog (SQL, the truth) and the index over it (FAISS, a rebuildable cache)."""
