"""A catalog moved from one database into another, row by row: it is there whole, or no program takes it for a catalog.

Here belongs what reads, checks and writes rows of any table, and what tells who uses a database. What files of a home
are called stays: they are not moved, but may be copied into another store, likewise whole or not at all. A copy for
safety belongs to ``store.backup``.
"""
