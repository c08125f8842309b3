"""Whether what was said with p happens a share p of the time: curves, bands, decompositions, tests.

It takes arrays of outcomes and probabilities; nothing here fits a model or knows a book.
The doors are `curve`, `corp` and `calibration_tests`.
"""
