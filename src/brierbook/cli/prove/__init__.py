"""Commands that prove what a book held and when.

One module a command, loaded when it is called.
"""
