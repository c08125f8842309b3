"""What is done to a whole store: to take in another copy, to take out a body, to set a clock right.

The door is the function of each module that is named after what it does.
"""
