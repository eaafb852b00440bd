"""Formats that tracks are written in, each a module; ``formats`` names them.

Here belongs what a format looks like. Which tracks are written, and for whom, belongs to ``control``.
"""
