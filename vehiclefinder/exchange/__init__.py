"""Tracks in the formats of others: what is written for them, and what is read of theirs.

One small module for each format: :mod:`vehiclefinder.exchange.out` writes, :mod:`vehiclefinder.exchange.taken` reads.
A format knows values alone: neither the catalog nor who asks. What is lost in each stands in ``docs/formats.md``.
"""
