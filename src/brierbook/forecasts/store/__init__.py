"""Where a book is kept: entries as canonical bytes, and tables made from them to search quickly.

The entries are the book; every other table can be made again from them. SQLite and PostgreSQL hold
the same entries and give the same root.
"""
