"""The routes, one file a thing."""
