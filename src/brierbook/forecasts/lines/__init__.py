"""What people type, in three languages: probabilities, dates, one-line forecasts, queries.

Pure functions over text with the standard library alone: nothing here reads a clock or a file.
Whatever cannot be read, or can be read in two ways, raises :class:`~brierbook.errors.InputError`.
Records here are named tuples and patterns are compiled when first used, because the command that
logs a forecast pays for every import.
"""
