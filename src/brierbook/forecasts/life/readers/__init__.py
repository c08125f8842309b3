"""Readers of what somebody gives: a line, a record of JSON, values of Python, words of a document.

The doors are `reading` for lines, `records` for records and `python_values` for Python.
"""
