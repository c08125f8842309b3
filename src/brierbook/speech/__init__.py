"""The catalogue of words in three languages, their plurals, numbers and dates.

The door is `catalogue`.
"""
