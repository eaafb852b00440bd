"""What ships and how it runs: verified models, sessions of ONNX Runtime and OpenVINO, the data beside the package.

The one place that opens a session. What a model means belongs to the room that uses it.
"""
