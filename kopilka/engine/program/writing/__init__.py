"""From a Program back to plain values that read as the same Program; defaults are left out."""

from kopilka.engine.program.writing.plain import Plain
from kopilka.engine.program.writing.program import to_plain

__all__ = ["Plain", "to_plain"]
