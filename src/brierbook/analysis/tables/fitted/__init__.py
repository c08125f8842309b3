"""Models of calibration fitted to the table of a book.

The door is `recalibration`.
"""
