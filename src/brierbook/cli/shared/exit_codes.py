"""What the number that a command ends with means."""

__all__ = ["BROKEN", "CONFLICT", "FAILED", "INTERRUPTED", "INVALID", "NOTHING"]

FAILED, INVALID, CONFLICT, NOTHING, INTERRUPTED = 1, 3, 4, 5, 130
BROKEN = 70  # a fault of brierbook itself (EX_SOFTWARE of sysexits.h)
