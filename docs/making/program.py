"""docs/reference/program.md: the words that the reader knows, each with its meaning."""

from __future__ import annotations

from collections.abc import Iterable

from docs.making.tables import code, table
from kopilka.engine.program import meanings as meaning
from kopilka.engine.program.reading.conditions import FACTS, LINE_FIELDS
from kopilka.engine.program.reading.discounts import DISCOUNT_WORDS
from kopilka.engine.program.reading.gives import BRACKETS_BY, NAMES_BY
from kopilka.engine.program.reading.rules import EARN_WORDS
from kopilka.engine.program.reading.tiers import TIER_WORDS, TIERS_WORDS
from kopilka.engine.program.reading.wallets import REDEEM_WORDS, WALLET_WORDS
from kopilka.engine.program.sections.declaring import Section, rows_of
from kopilka.engine.program.sections.known import SECTIONS, told_of_program
from kopilka.engine.program.whole.reading import PROGRAM_WORDS

INTRODUCTION = """# The program file, version 1

A merchant's rules as one document, in YAML or as the same in JSON. Words that are not on this
page are refused, with the line and the nearest known word; `kopilka program check FILE` says
[everything that is wrong](program-faults.md) at once. [The guide](../guides/write-a-program.md)
writes one step by step, and the [concepts](../concepts/README.md) say what the words do.

- **Numbers** are decimals, never floats. **Per cents** are written `5%`.
- **Durations**: `24h`, `14d`, `2w`, `6mo`, `1y`; `0` is none. 31 January + `1mo` = 28 February.
- **Texts** are one string or a map of languages: `{ru: Клуб, en: Club}`.
- **Ids** have Latin letters, digits, `-`, `_` and `.`, 64 at most.

"""
GIVE = f"""## Give

| Written | Gives |
| --- | --- |
| `5%` | five per cent of the value: at `worth: 0.10`, 5 % of 1,000.00 is 500 units |
| `50` | 50 units; for a discount, a sum of money |
| `1 per 10` | one unit for each full 10.00 of the base |
| `[{{from: 0, give: 5%}}, {{from: 50, give: 9%}}]` | the bracket reached, for the whole order |
| `{{silver: 7%, gold: 10%}}` | by name |

Brackets look at `by:` {", ".join(code(fact) for fact in BRACKETS_BY)}, or at `by: {{member.spend:
{{over: 12mo}}}}`; names at {", ".join(code(fact) for fact in NAMES_BY)}. `order.eligible` is the
sum of the lines that the rule may look at.

"""
CONDITIONS = """## Conditions

A map is "and"; a list of values is "one of"; `any: [...]` is "or"; `not: {...}` turns round.
`{at_least: 100}`, `{below: 500}`, `{not: app}` and `{within: 7d}` compare. Conditions look at the
order before the program's discounts, unless they say `after: true`.

"""
LINES = '## Lines\n\nA map is "and" between its words; a list is "one of".\n\n'
HEADS = ("Word", "What may stand there", "Default", "Meaning")


def page() -> str:
    parts = (
        _section("A program", PROGRAM_WORDS, told_of_program()),
        _section("A wallet", WALLET_WORDS, meaning.WALLET),
        _section("Pending", None, meaning.PENDING, "###"),
        _section("Expires", None, meaning.EXPIRES, "###"),
        _section("Redeem", REDEEM_WORDS, meaning.REDEEM, "###"),
        _section("A rule", EARN_WORDS, meaning.RULE),
        _section("A limit", None, meaning.LIMIT, "###"),
        GIVE,
        CONDITIONS + _facts(FACTS, meaning.FACTS) + "| `event.FIELD` | what an event carries |\n\n",
        LINES + _facts(LINE_FIELDS, meaning.LINES) + "\n",
        _section("Tiers", TIERS_WORDS, meaning.TIERS),
        _section("A tier", TIER_WORDS, meaning.TIER, "###"),
        _section("A discount", DISCOUNT_WORDS, meaning.DISCOUNT),
        _section("Together", None, meaning.TOGETHER),
        *(_declared(section) for section in SECTIONS),
    )
    return INTRODUCTION + "".join(parts)


def _section(title: str, known: Iterable[str] | None, rows: meaning.Rows, level: str = "##") -> str:
    """In the order of the page; every word the reader knows must have its row."""
    told = [row[0] for row in rows]
    assert known is None or set(known) == set(told), (title, set(known) ^ set(told))
    shown = [(code(word), stands, default, means) for word, stands, default, means in rows]
    return f"{level} {title}\n\n{table(HEADS, shown)}\n"


def _declared(section: Section) -> str:
    said = section.means[:1].upper() + section.means[1:]
    rows = _section(f"A {section.part}", None, rows_of(section.entry))
    return rows.replace("\n\n", f"\n\n`{section.word}:` {said}\n\n", 1)


def _facts(known: Iterable[str], told: dict[str, str]) -> str:
    assert set(known) == set(told), set(known) ^ set(told)
    return table(("Fact", "What it is"), [(code(name), words) for name, words in told.items()])
