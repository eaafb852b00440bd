"""Training of the NER model; needs the extra ``train`` (PyTorch)."""
