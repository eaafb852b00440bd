"""A sentence to keywords bound to vehicles.

Here belongs what is read off words alone. It knows nothing of video, vectors or the store; ``vehiclefinder`` stands
on it.
"""
