"""What ships and how it runs: the verified folder of models, ONNX Runtime sessions, and the data beside the package.

The one place that opens a session. What a model means belongs to the room that uses it.
"""
