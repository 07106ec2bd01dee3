"""Programs that the documentation shows in part, made whole."""

from __future__ import annotations

from io import StringIO

from ruamel.yaml import YAML
from support.pages import ROOT

from kopilka.loyalty.programs.library import TEMPLATES

BASE = ROOT / "tests" / "stories" / "tea-house.yaml"
TIERS = TEMPLATES / "owl-club.yaml"


def whole_program(text: str) -> str:
    """A part of a program takes the rest from the tea house, and its tiers from the owl club."""
    if "kopilka:" in text:
        return text
    yaml, written = YAML(), StringIO()
    tiers = {"tiers": yaml.load(TIERS.read_text(encoding="utf-8"))["tiers"]}
    yaml.dump({**yaml.load(BASE.read_text(encoding="utf-8")), **tiers, **yaml.load(text)}, written)
    return written.getvalue()
