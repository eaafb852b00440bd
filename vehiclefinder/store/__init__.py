"""The catalog of tracks, which is the truth, and the index over their vectors, which can always be rebuilt from it."""
