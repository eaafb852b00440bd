"""The workshop of the matcher: labelling, training, evaluation and export.

Training needs the extra ``train`` (PyTorch); what labels and evaluates does without. Nothing that serves imports
this room.
"""
