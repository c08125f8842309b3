"""The life of a forecast: logged, updated, withdrawn, resolved, taken back, sealed and revealed.

Each module turns one thing that a person asks for into the entries to append; it reads the store,
writes nothing, and needs the standard library alone.
"""
