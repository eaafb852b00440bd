"""Reads sentences about vehicles: keywords in the FindVehicle scheme, bound to the vehicles they describe."""
