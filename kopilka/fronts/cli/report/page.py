"""The report of a simulation as one file: no scripts, nothing from elsewhere, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import mark_safe

from kopilka.engine.program.model import Program
from kopilka.fronts.cli.report.comparison import compare
from kopilka.fronts.wording.drawn.simulation import draw_report
from kopilka.fronts.wording.program.whole import say_program
from kopilka.fronts.wording.voice import Voice
from kopilka.values.money import to_minor

Simulated = tuple[Program, dict[str, Any]]
_FOLDER = Path(__file__).parent / "templates"
_ENGINE = Engine(dirs=[str(_FOLDER)], libraries={"i18n": "django.templatetags.i18n"})


def write_page(results: Sequence[Simulated], to: Path, language: str) -> None:
    """`results`: the program and its report, and those of the one it is compared with, if any."""
    to.write_text(make_page(results, language), encoding="utf-8")


def make_page(results: Sequence[Simulated], language: str) -> str:
    with translation.override(language):
        program, report = results[0]
        voice = Voice.of_program(language, program)
        context = _context(program, report, voice)
        if len(results) > 1:
            context["comparison"] = compare(results[0], results[1], language)
        return _ENGINE.get_template("page.html").render(Context(context))


def _context(program: Program, report: dict[str, Any], voice: Voice) -> dict[str, Any]:
    return {
        "style": mark_safe((_FOLDER / "style.css").read_text(encoding="utf-8")),  # noqa: S308 - ours
        "language": voice.language,
        "name": voice.text(program.name),
        "orders": voice.number(report["orders"]),
        "members": voice.number(report["members"]),
        "first": _month(report["by_month"][0], voice),
        "last": _month(report["by_month"][-1], voice),
        "share": _percent(report["reward_cost_share"], voice),
        "cost": voice.about(_minor(report["reward_cost"], voice)),
        "sales": voice.about(_minor(report["sales"], voice)),
        "rules": say_program(program, voice),
        **_assumed(report, voice),
        **_best_tenth(report, voice),
        **draw_report(report, program, voice),
    }


def _assumed(report: dict[str, Any], voice: Voice) -> dict[str, Any]:
    assumed, even = report["assumptions"], report["break_even_uplift"]
    redeem, fixed = assumed["redeem"], _minor(assumed["fixed_cost"], voice)
    return {
        "margin": _percent(assumed["margin"], voice) if assumed["margin"] else "",
        "fixed_cost": voice.about(fixed) if fixed else "",
        "redeem": "" if redeem == "never" else _percent(redeem, voice),
        "break_even": "" if even is None else _percent(even, voice),
        "scenario_uplifts": _percent("0.017", voice),
        "by_fast": report["executor"] == "fast",
        "lacking": ", ".join(report["lacking"]),
    }


def _best_tenth(report: dict[str, Any], voice: Voice) -> dict[str, str]:
    """Those who buy most: their part of the sales and of the cost."""
    best = report["by_member_decile"][-1]
    return {
        "best_sales": _percent(best["sales_share"], voice, 0),
        "best_cost": _percent(best["cost_share"], voice, 0),
    }


def _month(row: dict[str, Any], voice: Voice) -> str:
    return voice.month(date.fromisoformat(row["month"] + "-01"))


def _minor(amount: str, voice: Voice) -> int:
    return to_minor(Decimal(amount), voice.currency)


def _percent(share: float | str, voice: Voice, places: int = 2) -> str:
    return voice.percent(Fraction(str(share)), places)
