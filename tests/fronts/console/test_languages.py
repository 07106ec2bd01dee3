"""Nothing on the pages is left in the other language."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from support.owl_shop import PROGRAM, OwlShop

import kopilka

PACKAGE = Path(kopilka.__file__).parent
CATALOGUE = PACKAGE / "locale" / "ru" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"\{\w*\}|%\(\w+\)s|%\(\w+\)d|%%")
LATIN = re.compile(r"[A-Za-z]{3,}")
DATA = "anna boris owl test dan site main TEA CUP CIG Kopilka"
"""Latin words that the shop itself wrote."""


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_sentence_of_the_code_is_in_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalogue merged with the code's sentences has nothing new and nothing to guess."""
    there = tmp_path / "kopilka"
    shutil.copytree(PACKAGE, there, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.css"))
    monkeypatch.chdir(there)
    with override_settings(LOCALE_PATHS=[str(there / "locale")]):
        call_command("makemessages", locale=["ru"], no_location=True, verbosity=0)
    merged = polib.pofile(str(there / "locale" / "ru" / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in merged.untranslated_entries()] == []
    assert [entry.msgid for entry in merged.fuzzy_entries()] == []


def test_a_translation_keeps_the_places_for_facts(catalogue: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for said in [entry.msgstr, *entry.msgstr_plural.values()]
        if said and set(PLACES.findall(said)) != set(PLACES.findall(entry.msgid))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    said = {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in compiled}
    assert said == {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in catalogue}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/members/",
        "/orders/",
        "/orders/site/A10/",
        "/program/",
        "/simulation/?figures=1",
        "/x/",
    ],
)
def test_a_russian_page_has_no_english_words(dan: Client, address: str) -> None:
    assert english_words(dan, address) == set()


def test_a_russian_card_has_no_english_words(dan: Client, owl_shop: OwlShop) -> None:
    assert english_words(dan, f"/members/{owl_shop.anna}/") == set()


def english_words(dan: Client, address: str) -> set[str]:
    page = dan.get(address, headers={"accept-language": "ru"}).content.decode()
    seen = re.sub(r'<pre.*?</pre>|lang="en"[^>]*>[^<]*|<head>.*?</head>', " ", page, flags=re.S)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', seen))
    known = PROGRAM.read_text(encoding="utf-8") + DATA
    return set(LATIN.findall(f"{re.sub('<[^>]*>', ' ', seen)} {spoken}")) - set(
        LATIN.findall(known)
    )
