"""A whole home as one file, made while it is in use: rows of one moment, and the files that they speak of.

Here belongs what writes, checks and unpacks such a file. Caches (index, clips) are left out: they are made again.
"""
