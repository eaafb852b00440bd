"""The workshop of the NER: corpus, training and export. Needs the extra ``[train]`` (PyTorch)."""
