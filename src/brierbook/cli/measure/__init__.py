"""Commands that measure how good forecasts were.

One module a command, loaded when it is called.
"""
