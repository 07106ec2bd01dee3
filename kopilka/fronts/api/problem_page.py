"""Where a problem's `type` leads: every refusal in words, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kopilka.fronts.wording.refusal_sentences import GROUPS


def show_problems(request: HttpRequest) -> HttpResponse:
    """Open to everyone: it tells nothing that the documentation does not."""
    language = translation.get_language_from_request(request)
    with translation.override(language if language in ("ru", "en") else "en"):
        return HttpResponse(_page(translation.get_language() or "en"))


def _page(language: str) -> SafeString:
    title = _("Refusals of the API")
    rows = [row for sentences in GROUPS.values() for row in _rows(sentences)]
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title>'
        "<h1>{}</h1><dl>{}</dl></html>",
        language,
        title,
        title,
        format_html_join("", '<dt id="{}"><code>{}</code></dt><dd>{}</dd>', rows),
    )


def _rows(sentences: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    for code, sentence in sentences.items():
        yield code, code, str(sentence)
