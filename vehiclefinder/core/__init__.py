"""The values that flow between the rooms, and the errors: who asks, what a camera shows, frames, tracks, matches.

Here belongs what several rooms speak of. Nothing here opens a file, a model or a database; NumPy is all that it needs.
"""
