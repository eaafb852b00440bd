"""The database itself: engine, tables, column types, migrations and health.

The tables are defined here; what is done with their rows belongs to ``tracks`` and ``control`` beside this folder.
"""
