"""Sentences in other languages than English: which one it is, its words, and what the English rules need to read it.

Here belongs what is read from ``data/findvehicle/languages`` and what is done with it. A sentence of a language that is
known is read by a tagger of its own (:mod:`ner.languages.reader`); times, cameras, amounts and orders are read by the
English rules, off its rendering (:mod:`ner.languages.rendering`). One of any other language is not read at all.
"""
