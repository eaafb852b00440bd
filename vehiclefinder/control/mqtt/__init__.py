"""MQTT: alerts, finished tracks and counts for brokers, with what Home Assistant needs to find them.

Here belongs what is published and when. Nothing here listens to anybody, and nothing waits for it.
"""
