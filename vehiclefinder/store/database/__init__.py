"""The database itself: engine, tables, column types and migrations.

The tables are defined here; what is done with their rows belongs to ``tracks`` and ``control`` beside this folder.
"""
