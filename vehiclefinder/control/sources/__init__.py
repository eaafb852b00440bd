"""Sources: videos that are asked for, which may be, the workers that ingest them, and recordings of streams.

Here belongs what stands between a request and the ingest. Decoding belongs to ``video``, the ingest itself to
``ingest``.
"""
