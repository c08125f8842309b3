"""What must hold between the entries of a book, and which forecasts count.

The doors are `checks` and `standing`.
"""
