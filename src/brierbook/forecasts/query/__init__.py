"""The language in which propositions are asked for, and its answers.

The door is `search`; `syntax` reads a query.
"""
