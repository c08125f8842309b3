"""Proofs about a book in a store: its keys, checkpoints, proofs for others, and timestamps.

What needs no book is in `brierbook.forecasts.integrity`. Signatures and timestamps load their
libraries when they are used.
"""
