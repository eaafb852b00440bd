"""Feedback: right or wrong on results, and the labels that training makes of it.

Here belongs who may judge, and what an export holds. What is learned from it belongs to ``train``.
"""
