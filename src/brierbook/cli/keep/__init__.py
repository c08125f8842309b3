"""Commands that write into the book, or move it.

One module a command, loaded when it is called.
"""
