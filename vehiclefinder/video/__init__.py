"""From pictures to vehicles over time, and back to clips: sources, tracking, clips.

Here belongs what looks at pixels and paths. Nothing here knows of the store, of sentences or of the matcher.
"""
