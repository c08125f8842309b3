"""Commands that show what the book holds.

One module a command, loaded when it is called.
"""
