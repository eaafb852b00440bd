"""Joins settings, models and rooms: one module for each thing that is opened, so that a command imports what it opens.

Here belongs which parts go together, and nothing else; no other room looks for a model or a home.
"""
