"""Every text for people has its Russian, and the compiled catalogue is the written one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import polib
from django.utils.translation.template import templatize
from tidy.house import PACKAGE, ROOT, Module, modules

FOLDER = PACKAGE / "locale" / "ru" / "LC_MESSAGES"
WRITTEN = polib.pofile(str(FOLDER / "django.po"))
SAYS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "gettext_noop"}
SAYS_WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
IN_TEMPLATES = re.compile(
    r"""\b(p?)gettext\(\s*u?(?:("[^"]*"|'[^']*')\s*,\s*u?)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
)


def _in_code(module: Module) -> Iterator[tuple[str, str]]:
    for name, call in module.calls():
        said = name.rpartition(".")[2]
        place = 1 if said in SAYS_WITH_CONTEXT else 0
        if said in SAYS | SAYS_WITH_CONTEXT and len(call.args) > place:
            text = call.args[place]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield module.at(call), text.value


def _in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / "fronts").rglob("*.html")):
        for found in IN_TEMPLATES.finditer(templatize(path.read_text(encoding="utf-8"))):
            yield path.relative_to(ROOT).as_posix(), ast.literal_eval(found[3])


def texts() -> list[tuple[str, str]]:
    in_code = [said for module in modules("kopilka/fronts") for said in _in_code(module)]
    return [*in_code, *_in_templates()]


def test_texts_are_found_in_code_and_in_templates() -> None:
    assert {where.rpartition(".")[2].partition(":")[0] for where, _ in texts()} == {"py", "html"}


def test_every_text_has_its_russian() -> None:
    known = {entry.msgid for entry in WRITTEN if entry.translated()}
    assert not [f"{where}: {text}" for where, text in texts() if text not in known]


def test_no_translation_is_a_guess_or_left_over() -> None:
    said = {text for _, text in texts()}
    assert not [entry.msgid for entry in WRITTEN if entry.fuzzy or entry.obsolete]
    assert not [entry.msgid for entry in WRITTEN if entry.msgid not in said]


def test_what_is_compiled_is_what_is_written() -> None:
    """Otherwise people read yesterday's words."""
    compiled = polib.mofile(str(FOLDER / "django.mo"))
    assert {_meaning(entry) for entry in compiled} == {_meaning(entry) for entry in WRITTEN}


def _meaning(entry: polib.POEntry | polib.MOEntry) -> tuple[str, str, tuple[str, ...]]:
    return entry.msgid, entry.msgstr, tuple(entry.msgstr_plural.values())
