"""The workshop of the detector: labelled frames, training, evaluation and export.

The graph of the shipped file is trained as it is, node by node, so that nothing has to be converted back. What the
matcher needs does not belong here.
"""
