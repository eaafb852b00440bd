"""A sentence to matches: the one room that joins reading, matching and the store, for reading alone.

Here belongs how a sentence becomes checks, how tracks are held against them and how the answer is told. What a vector
means belongs to ``match``, who may ask to ``control``.
"""
