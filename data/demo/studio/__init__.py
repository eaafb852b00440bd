"""The scene of the demo clip: vehicles, street, traffic and the truth about them, built from nothing but numbers."""
