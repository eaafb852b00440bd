"""Feedback: right or wrong on results, and the labels that training makes of it."""
