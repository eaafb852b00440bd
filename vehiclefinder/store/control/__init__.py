"""What the control room keeps: cases, watches, alerts, feedback, tokens, audit, ingest jobs, idempotent responses.

One module a feature, named as in ``vehiclefinder.control``, which alone decides who may see and do what.
"""
