"""Statistics: how vehicles are counted, and what they are grouped by."""
