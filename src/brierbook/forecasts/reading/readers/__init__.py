"""Second readers: whatever proposes candidates beside the engine, a language model for example.

A second reader never writes: what it proposes goes into the same queue, marked with its name, and
only where its quote stands in the document word for word. Packages add readers under the entry
point group ``brierbook.readers``.
"""
