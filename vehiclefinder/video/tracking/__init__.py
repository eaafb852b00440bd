"""From frames to tracks: detector, association, Kalman filter, best crops, and what a path says of motion and metres.

The tracker knows no video and no detector by name: both are passed in. What kind of
vehicle it is belongs to ``match``.
"""
