"""Watches: saved sentences, their evaluation on every new source, and the delivery of alerts to webhooks."""
