"""Statistics: how vehicles are counted, and what they are grouped by.

Here belongs counting over what whoever asks may see. How counts are drawn belongs to ``app``.
"""
