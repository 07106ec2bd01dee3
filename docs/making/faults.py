"""docs/reference/program-faults.md, from the sentences of faults."""

from __future__ import annotations

from django.utils import translation

from docs.making.tables import code, table
from kopilka.fronts.wording.program_faults import SENTENCES

INTRODUCTION = """# Faults of a program file

`kopilka program check FILE`, `POST /programs/check` and publishing name everything that is wrong
with a [program file](program.md) at once, each fault with its line, its column and its code; where
a word is unknown, with the nearest known one. `{what}` is the word or the part of the program that
the fault is about, `{word}` is what stands there.

"""


def page() -> str:
    rows = [(code(name), _in("en", said), _in("ru", said)) for name, said in SENTENCES.items()]
    return INTRODUCTION + table(("Code", "English", "Russian"), rows)


def _in(language: str, sentence: object) -> str:
    with translation.override(language):
        return str(sentence)
