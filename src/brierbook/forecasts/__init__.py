"""What was said and what happened: records, books, and the checks between them.

Nothing here imports more than the standard library.
"""
