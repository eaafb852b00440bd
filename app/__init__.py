"""The faces of VehicleFinder: a dashboard for operators, a REST endpoint for programs."""
