"""Formats that tracks are written in, each a module; ``formats`` names them."""
