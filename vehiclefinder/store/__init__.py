"""What is kept: the catalog, which is the truth, and the index over its vectors, which can always be rebuilt from it.

Here belongs what reads and writes the database and the files of a home, and only that: no rights, models or video.
"""
