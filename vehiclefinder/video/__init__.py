"""Frames, detections, tracks and crops."""
