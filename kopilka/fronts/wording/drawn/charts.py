"""Charts drawn on the server: no script, colours by CSS classes, a title on each point.

A chart is a picture (SVG, stretched to its place) with its ticks and labels as text beside it, so
that text keeps its size on a phone. It is one image with a sentence for those who do not see it;
the page puts the same figures into a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 720, 240
EDGE = 1
"""Above and below, so that the outermost lines are drawn whole."""
LABELS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One place on the horizontal axis: `value` for drawing, `said` for reading.

    `at`: where on the axis, from 0 to 1; None: points stand evenly.
    """

    label: str
    value: float
    said: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    value: float
    said: str


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where values are on the picture."""

    count: int
    top: float

    def x(self, place: float) -> float:
        return round(WIDTH * place / max(self.count, 1), 1)

    def y(self, value: float) -> float:
        share = min(max(value / self.top, 0), 1) if self.top else 0
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share, 1)


def round_top(value: float) -> float:
    """The smallest of 1, 2, 2.5, 5 × a power of ten that is not below `value`."""
    if value <= 0:
        return 1
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= value)


def ticks_for(values: Sequence[float]) -> list[float]:
    """Zero, the half and a round top above all values."""
    top = round_top(max(values, default=0))
    return [0, top / 2, top]


# ------------------------------------------------------------------ bars


def bars(groups: Sequence[Series], ticks: Sequence[Tick], sentence: str) -> SafeString:
    """Bars beside each other, one colour for each series."""
    count = max((len(series.points) for series in groups), default=0)
    plane = _Plane(count, max((tick.value for tick in ticks), default=1))
    slot = WIDTH / max(count, 1)
    wide = slot * 0.76 / max(len(groups), 1)
    parts = []
    for place, series in enumerate(groups):
        for number, point in enumerate(series.points):
            x = plane.x(number) + slot * 0.12 + wide * place
            parts.append(_bar(x, wide, plane, point, place))
    labels = [point.label for point in groups[0].points] if groups else []
    return _chart(sentence, ticks, labels, _grid(plane, ticks), _join(parts))


def _bar(x: float, wide: float, plane: _Plane, point: Point, place: int) -> SafeString:
    y = plane.y(point.value)
    return format_html(
        '<rect class="c{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        place + 1,
        round(x, 1),
        y,
        round(max(wide * 0.94, 1), 1),
        round(plane.y(0) - y, 1),
        f"{point.label}: {point.said}",
    )


# ------------------------------------------------------------------ a line of steps


def step_line(
    series: Series, ticks: Sequence[Tick], sentence: str, labels: Sequence[str] | None = None
) -> SafeString:
    """A value that holds until the next point, with the area under it.

    `labels` stand evenly along the axis; without them each point brings its own.
    """
    points = series.points
    plane = _Plane(1, max((tick.value for tick in ticks), default=1))
    starts = [
        place / len(points) if point.at is None else point.at for place, point in enumerate(points)
    ]
    path = _steps(plane, points, starts)
    area = f"{path} V{plane.y(0)} H0 Z" if path else ""
    drawn = format_html('<path class="area" d="{}"/><path class="line" d="{}"/>', area, path)
    named = [point.label for point in points] if labels is None else labels
    touched = _columns(plane, points, starts)
    return _chart(sentence, ticks, named, _grid(plane, ticks), drawn, touched)


def _steps(plane: _Plane, points: Sequence[Point], starts: Sequence[float]) -> str:
    if not points:
        return ""
    path = f"M{plane.x(starts[0])} {plane.y(points[0].value)}"
    for start, point in zip(starts[1:], points[1:], strict=True):
        path += f" H{plane.x(start)} V{plane.y(point.value)}"
    return f"{path} H{WIDTH}"


def _columns(plane: _Plane, points: Sequence[Point], starts: Sequence[float]) -> SafeString:
    """Each point can be touched over the whole height, for as long as its value held."""
    return format_html_join(
        "",
        '<rect class="hit" x="{}" y="0" width="{}" height="{}"><title>{}: {}</title></rect>',
        (
            (
                plane.x(start),
                max(round(plane.x(end) - plane.x(start), 1), 2),
                HEIGHT,
                point.label,
                point.said,
            )
            for start, end, point in zip(starts, [*starts[1:], 1], points, strict=True)
        ),
    )


# ------------------------------------------------------------------ bars in tables


def share_bar(value: float, top: float) -> SafeString:
    """How long a number is beside the longest of its table."""
    return _line_bar("c1", 0, 100 * max(value, 0) / top if top > 0 else 0)


def signed_bar(value: float, top: float) -> SafeString:
    """From the middle: to the left below zero, to the right above; `top` is the longest of all."""
    length = 50 * min(abs(value) / top, 1) if top > 0 else 0
    return _line_bar("below", 50 - length, length) if value < 0 else _line_bar("above", 50, length)


def _line_bar(kind: str, x: float, length: float) -> SafeString:
    return format_html(
        '<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" x="{}" width="{}" height="6"/></svg>',
        kind,
        round(x, 1),
        round(length, 1),
    )


# ------------------------------------------------------------------ the frame


def _grid(plane: _Plane, ticks: Sequence[Tick]) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid" x1="0" x2="{}" y1="{}" y2="{}"/>',
        ((WIDTH, plane.y(tick.value), plane.y(tick.value)) for tick in ticks),
    )


def _join(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 — each part came from format_html


def _chart(
    sentence: str, ticks: Sequence[Tick], labels: Sequence[str], *parts: SafeString
) -> SafeString:
    return format_html(
        '<div class="plot" role="img" aria-label="{}">'
        '<svg class="chart" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
        '<div class="ticks">{}</div><div class="places">{}</div></div>',
        sentence,
        WIDTH,
        HEIGHT,
        _join(parts),
        format_html_join("", "<span>{}</span>", ((tick.said,) for tick in reversed(ticks))),
        _places(labels),
    )


def _places(labels: Sequence[str]) -> SafeString:
    """At most `LABELS` names, each as wide as the points it stands for; a phone shows every other.

    The class says the width: `of3` stands for three points; the style knows twelve.
    """
    every = max(-(-len(labels) // LABELS), 1)
    chosen = range(0, len(labels), every)
    return format_html_join(
        "",
        '<span class="of{}{}">{}</span>',
        (
            (min(every, len(labels) - place, 12), " alt" if number % 2 else "", labels[place])
            for number, place in enumerate(chosen)
        ),
    )
