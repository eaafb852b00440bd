"""Crops and keywords as vectors of one space, and what their closeness means.

Here belongs what turns pictures, words and paths into calibrated probabilities. Which tracks are
asked, and of what, is up to ``finder``.
"""
