"""Training of the matcher; needs the extra ``train`` (PyTorch)."""
