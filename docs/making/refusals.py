"""docs/reference/refusals.md, from the sentences and from the places that refuse."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

from docs.making.source import problems, refusals
from docs.making.tables import code, table
from kopilka.fronts.api.problems import CONFLICTS, NOT_FOUND
from kopilka.fronts.wording.refusal_sentences import GROUPS

INTRODUCTION = """# Refusals

An expected "no" is a value: a **code**, which is stable and public, and **facts**, which are
plain values. The API answers with every reason at once, as a problem document (RFC 9457) in the
caller's language: `faults` holds the code, the sentence (`detail`) and the facts of each. Program
your shop against codes and facts; sentences may get better.

The `type` of a problem leads to a page of these sentences on your own server. The status is 409
where another try after a look at the present state may do, 404 where a thing of the address is not
there, else 422. The command line prints the code and the sentence and exits with 2. A
[story](story.md) expects a refusal by its code.

"""
PROBLEMS = """## Problems of the request itself

These end a request before anything is decided. Send `503` and `429` again, with the same key.

"""


def page() -> str:
    facts = _facts()
    groups = "\n".join(_group(name, sentences, facts) for name, sentences in GROUPS.items())
    return INTRODUCTION + groups + "\n" + PROBLEMS + _problems()


def _facts() -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for raised in refusals():
        found.setdefault(raised.code, set()).update(raised.facts or ())
    return {each: sorted(names) for each, names in found.items()}


def _group(name: str, sentences: Mapping[str, object], facts: Mapping[str, list[str]]) -> str:
    rows = [
        (
            code(each),
            _status(each),
            _in("en", sentence),
            _in("ru", sentence),
            ", ".join(code(fact) for fact in facts.get(each, ())),
        )
        for each, sentence in sentences.items()
    ]
    heads = ("Code", "Status", "English", "Russian", "Facts")
    return f"## {name}\n\n{table(heads, rows)}"


def _status(each: str) -> str:
    return "409" if each in CONFLICTS else "404" if each in NOT_FOUND else "422"


def _in(language: str, sentence: object) -> str:
    with translation.override(language):
        return str(sentence)


def _problems() -> str:
    rows = [(code(problem.code), str(problem.status), problem.title) for problem in problems()]
    return table(("Code", "Status", "What it says"), rows)
