"""Files of a home: locks, copies, bounded caches, the videos that it holds itself, and fingerprints of content.

Here belongs what handles files of any subject; nothing here knows the database.
"""
