"""Charts as SVG drawn on the server: no script, colours by CSS classes, a title on each point.

Every chart is an image with a sentence for those who do not see it; the page puts the same
figures into a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 8, 72, 14, 30


@dataclass(frozen=True, slots=True)
class Point:
    """One place on the horizontal axis: `value` for drawing, `said` for reading."""

    label: str
    value: float
    said: str


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
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / max(self.count, 1), 1)

    def y(self, value: float) -> float:
        share = min(max(value / self.top, 0), 1) if self.top else 0
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


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


def bars(groups: Sequence[Series], ticks: Sequence[Tick], sentence: str) -> SafeString:
    """Bars beside each other, one colour for each series."""
    count = max((len(series.points) for series in groups), default=0)
    plane = _Plane(count, max((tick.value for tick in ticks), default=1))
    slot = (WIDTH - LEFT - RIGHT) / max(count, 1)
    wide = slot * 0.72 / max(len(groups), 1)
    parts = []
    for place, series in enumerate(groups):
        for number, point in enumerate(series.points):
            x = plane.x(number) + slot * 0.14 + wide * place
            parts.append(_bar(x, wide, plane, point, place))
    return _chart(sentence, _grid(plane, ticks), _labels(plane, groups), _join(parts))


def _bar(x: float, wide: float, plane: _Plane, point: Point, place: int) -> SafeString:
    y = plane.y(point.value)
    return format_html(
        '<rect class="c{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>',
        place + 1,
        round(x, 1),
        y,
        round(max(wide - 1.5, 1), 1),
        round(HEIGHT - BOTTOM - y, 1),
        f"{point.label}: {point.said}",
    )


def step_line(series: Series, ticks: Sequence[Tick], sentence: str) -> SafeString:
    """A value that holds until the next point, with the area under it."""
    points = series.points
    plane = _Plane(max(len(points), 1), max((tick.value for tick in ticks), default=1))
    path = _steps(plane, points)
    floor = plane.y(0)
    area = f"{path} V{floor} H{plane.x(0)} Z" if path else ""
    dots = [
        format_html(
            '<circle class="dot" cx="{}" cy="{}" r="3"><title>{}</title></circle>',
            plane.x(place),
            plane.y(point.value),
            f"{point.label}: {point.said}",
        )
        for place, point in enumerate(points)
    ]
    drawn = format_html('<path class="area" d="{}"/><path class="line" d="{}"/>', area, path)
    return _chart(
        sentence, _grid(plane, ticks), _labels(plane, [series], centred=False), drawn, _join(dots)
    )


def _steps(plane: _Plane, points: Sequence[Point]) -> str:
    if not points:
        return ""
    path = f"M{plane.x(0)} {plane.y(points[0].value)}"
    for place, point in enumerate(points[1:], start=1):
        path += f" H{plane.x(place)} V{plane.y(point.value)}"
    return f"{path} H{plane.x(len(points))}"


def stacked_area(layers: Sequence[Series], ticks: Sequence[Tick], sentence: str) -> SafeString:
    """Layers on one another; each point's title says its own part."""
    count = max((len(layer.points) for layer in layers), default=0)
    plane = _Plane(max(count - 1, 1), max((tick.value for tick in ticks), default=1))
    floor = [0.0] * count
    parts = []
    for place, layer in enumerate(layers):
        roof = [below + point.value for below, point in zip(floor, layer.points, strict=True)]
        parts.append(_layer(plane, floor, roof, layer, place))
        floor = roof
    return _chart(
        sentence, _grid(plane, ticks), _labels(plane, layers, centred=False), _join(parts)
    )


def _layer(
    plane: _Plane, floor: Sequence[float], roof: Sequence[float], layer: Series, place: int
) -> SafeString:
    there = [f"{plane.x(i)} {plane.y(value)}" for i, value in enumerate(roof)]
    back = [f"{plane.x(i)} {plane.y(floor[i])}" for i in reversed(range(len(floor)))]
    dots = [
        format_html(
            '<circle class="c{} dot-layer" cx="{}" cy="{}" r="2.5"><title>{}</title></circle>',
            place + 1,
            plane.x(i),
            plane.y(roof[i]),
            f"{point.label}, {layer.name}: {point.said}",
        )
        for i, point in enumerate(layer.points)
    ]
    path = "M" + " L".join(there + back) + " Z" if there else ""
    return format_html('<path class="c{} layer" d="{}"/>{}', place + 1, path, _join(dots))


def sparkline(values: Sequence[float], sentence: str) -> SafeString:
    """A line without axes, as wide as a word or two."""
    if not values:
        return SafeString("")
    top = max(*values, 0.0) or 1.0
    step = 96 / max(len(values) - 1, 1)
    points = " ".join(
        f"{round(2 + i * step, 1)},{round(24 - 20 * max(v, 0) / top, 1)}"
        for i, v in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 100 28" role="img" aria-label="{}">'
        '<polyline class="line" points="{}"/></svg>',
        sentence,
        points,
    )


def _grid(plane: _Plane, ticks: Sequence[Tick]) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}">{}</text>',
        (
            (
                LEFT,
                WIDTH - RIGHT,
                plane.y(tick.value),
                plane.y(tick.value),
                WIDTH - RIGHT + 8,
                plane.y(tick.value) + 4,
                tick.said,
            )
            for tick in ticks
        ),
    )


def _labels(plane: _Plane, groups: Sequence[Series], centred: bool = True) -> SafeString:
    """At most seven labels below the axis, evenly; under a line each starts at its point."""
    points = groups[0].points if groups else ()
    every = max(-(-len(points) // 7), 1)
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (
                "alt" if place // every % 2 else "",
                plane.x(place + 0.5) if centred else plane.x(place),
                HEIGHT - 8,
                "middle" if centred else "start",
                point.label,
            )
            for place, point in enumerate(points)
            if place % every == 0
        ),
    )


def _join(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 — each part came from format_html


def _chart(sentence: str, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        sentence,
        _join(parts),
    )


def ticks_for(values: Sequence[float], say: Sequence[str] | None = None) -> list[float]:
    """Zero, the half and a round top above all values."""
    top = round_top(max(values, default=0))
    return [0, top / 2, top]
