"""Where frames come from: files, folders of pictures and live streams, timed by their own clock, masked, prefetched.

A new kind of source goes here. What is seen in the frames belongs to ``tracking``.
"""
