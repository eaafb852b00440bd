"""The faces of VehicleFinder: a dashboard for operators, a REST endpoint for programs.

Here belongs what speaks HTTP or draws pages. It has no logic of its own: what may be done is ``vehiclefinder.control``.
"""
