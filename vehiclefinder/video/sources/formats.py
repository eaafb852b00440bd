"""Which files are taken for video."""

SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".ts", ".m4v")
"""Names that a video from outside may end in."""
