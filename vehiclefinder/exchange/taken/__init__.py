"""Formats that boxes and tracks are read from, each a module; ``files`` names them.

Here belongs what a format looks like, and what of it is refused. What becomes of the boxes belongs to ``ingest``.
"""
