"""The tables of the catalog, as they are after the last revision: one module a subject, so that none loads all.

``tables`` knows all of them. What is done with their rows belongs to ``store.tracks`` and ``store.control``.
"""
