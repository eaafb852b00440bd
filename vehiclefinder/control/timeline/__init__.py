"""Timeline: all that passed, counted over time and listed in its order, without a sentence.

Here belong stretches of time by the clock of the site, what was recorded within them, and what was seen. How they are
drawn belongs to ``app``.
"""
