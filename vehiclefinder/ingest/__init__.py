"""Video into the store: read, detect, track, embed, remember; and measuring tracks anew where a calibration changed.

Here belongs what joins ``video``, ``match`` and ``store`` for writing. Queues and workers belong to ``control``.
"""
