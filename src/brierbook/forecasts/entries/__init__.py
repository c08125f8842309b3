"""The records of a book and how they are read from text: propositions, forecasts, resolutions.

The doors are `records` for what there is and `parsing` for how a line becomes one.
"""
