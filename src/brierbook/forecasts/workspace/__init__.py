"""The folders of a book, its documents, and who is at the keyboard.

The door is `folders`.
"""
