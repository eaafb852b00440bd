"""What is left over in a home after a crash, a kill or a full disk, and how it is tidied.

Here belongs what tells that nobody works on a thing, one module for each kind of things: by a lock wherever there is
one, else by what points at it. What was removed on purpose, or is old, belongs to ``store.tracks`` and retention.
"""
