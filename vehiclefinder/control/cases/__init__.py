"""Cases: what operators keep, and its archive with the printed report.

Here belongs what may be done with cases, and by whom. Their rows belong to ``store.control``, pages and routes to
``app``.
"""
