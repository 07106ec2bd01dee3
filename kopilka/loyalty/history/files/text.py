"""Bytes as text: the encodings that shops' exports come in, and files that are broken."""

from __future__ import annotations

import codecs

from kopilka.values.refusals import Refusal, Refused

KNOWN = ("UTF-8", "UTF-16", "Windows-1251")


def decode(raw: bytes) -> str:
    """Text without its byte order mark; refused when it is empty, cut off or no text at all."""
    text = _decoded(raw)
    if not text.strip():
        raise Refused(Refusal("file_empty", {}))
    if "\0" in text:
        raise Refused(Refusal("zero_byte", {"line": _line_of(text, text.index("\0"))}))
    return text


def _decoded(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(raw, "utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(raw):
            line = raw.count(b"\n", 0, error.start) + 1
            raise Refused(Refusal("broken_utf8", {"line": line})) from None
    return _strictly(raw, "cp1251")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(Refusal("bad_encoding", {"known": list(KNOWN)})) from None


def _is_mostly_utf8(raw: bytes) -> bool:
    """Damaged UTF-8 still has more good letters beyond ASCII than bad bytes; Windows-1251 none."""
    text = raw.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for letter in text if letter > "\x7f") - bad
    return good > bad


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
