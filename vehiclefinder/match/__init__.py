"""Crops and keywords as vectors of one space, and what their closeness means."""
