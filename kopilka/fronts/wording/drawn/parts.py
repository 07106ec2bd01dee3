"""What templates draw: a figure with its meaning, a chart with its table, a row with its bar."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Figure:
    """`meaning` is one sentence for who has never seen the number."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with the same figures as a table."""

    svg: SafeString
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with its figure drawn under its name."""

    cells: tuple[str, ...]
    bar: SafeString
    href: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`head` names the cells of each row; the first names the row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
