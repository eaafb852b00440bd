"""Watches: saved sentences, their evaluation on every new source, and the delivery of alerts to webhooks.

Here belongs when an alert arises and who is told. How well a track matches belongs to ``finder``.
"""
