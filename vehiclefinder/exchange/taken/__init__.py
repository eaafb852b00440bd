"""Formats that boxes and tracks are read from, each a module; ``files`` names them."""
