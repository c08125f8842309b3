"""The sections of a retrospective, one module each: numbers in, blocks of a report out."""
