"""The revisions, from an empty database to the tables of ``schema``, in a line: one that was released never changes.

None knows ``schema``, which moves on: what a revision makes is written out in it.
"""
