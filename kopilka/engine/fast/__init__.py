"""A second executor of programs, for whole histories: compiled, over all cores.

It says in figures what the engine says in figures and traces; `lacking` names the words that it has
not, and those programs run on the engine. Only here may the engine use numpy and numba.
"""

from kopilka.engine.fast.lacking import can_run, lacking
from kopilka.engine.fast.run import Outcome, Policy, TooLarge, prepare, run
from kopilka.engine.fast.shapes import Orders

__all__ = ["Orders", "Outcome", "Policy", "TooLarge", "can_run", "lacking", "prepare", "run"]
