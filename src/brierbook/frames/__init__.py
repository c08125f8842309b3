"""Forecasts in a data frame of your own: `score`, `calibrate`, `plot_reliability`, `report`.

The columns ``y`` and ``p`` suffice. What is done is what the commands do with a book that holds the
same rows, but nobody can check when such forecasts were made, so that every result is headed "as
claimed in the data". The doors are the four names in `brierbook` itself.
"""
