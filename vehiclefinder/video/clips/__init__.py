"""From a source back to pictures: the clip around a vehicle, its still, what is drawn over them, and their encoding.

What may be shown to whom is decided in ``control``; files that are kept belong to ``store``.
"""
