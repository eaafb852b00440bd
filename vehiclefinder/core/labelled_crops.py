"""How a folder of labelled crops is laid out: whoever writes one and whoever reads it agree here."""

TABLE, CROPS, PAIRS = "labels.csv", "crops", "pairs.jsonl"
COLUMNS = {"type": "type", "service": "service", "colour": "colour", "orientation": "view"}
"""Slot -> its column of ``labels.csv``."""
