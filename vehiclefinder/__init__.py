"""Finds vehicles in traffic video from a sentence."""

__version__ = "0.1.0"
