"""The numbers and claims of a retrospective, before any of them is worded.

The door is `retrospective`.
"""
