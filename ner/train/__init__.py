"""The workshop of the NER model: generated sentences, training, export.

Here belongs what makes the model and its data. Nothing that reads sentences at run time imports it.
"""
