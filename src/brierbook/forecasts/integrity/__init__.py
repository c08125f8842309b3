"""Proof that nothing was edited: Merkle tree, checkpoints, proofs as files, timestamps, seals.

Importing a module here loads the standard library alone; signatures and timestamps load their
libraries when they are used.
"""
