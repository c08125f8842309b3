"""What is said of the book itself: its clock, its story, who may do what, and other copies of it.

Each module is one command; nothing here is imported by another command.
"""
