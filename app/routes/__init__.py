"""The routes, one module a feature, named as in ``vehiclefinder.control``.

Here belong bodies, addresses and status codes. Who may do what is decided below.
"""
