"""Sentences for what may be wrong with a single field of a body; a pointer says which it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FIELDS: Mapping[str, object] = {
    "field_missing": _("This field is needed, and not there."),
    "unknown_field": _("There is no field of this name here."),
    "wrong_kind": _("Needed here: {needed}."),
    "bad_value": _("This value cannot be read."),
    "not_one_of": _("Needed here is one of: {expected}."),
    "too_short": _("Too short; the least number of characters is {least}."),
    "text_too_long": _("Too long; the largest number of characters is {most}."),
    "too_few": _("Too few; there must be {least} or more."),
    "too_many": _("Too many; there may be up to {most}."),
    "too_small": _("Too small; the least that can stand here is {least}."),
    "too_large": _("Too large; the most that can stand here is {most}."),
    "too_fine": _("Too fine; the largest number of decimal places is {most}."),
    "not_finite": _("The number is too large to be one."),
    "control_characters": _("Line ends, zero bytes and other control characters cannot be here."),
    "bad_id": _("An id has no spaces, slashes and control characters."),
    "bad_outer_id": _("An id has no spaces around it and no control characters."),
    "bad_currency": _("A currency is three capital letters, such as EUR."),
    "bad_event_name": _(
        "The name of an event is small Latin letters, digits, dots and underscores, "
        "a letter first, 64 in all at most."
    ),
    "bad_card_number": _("A card's number is Latin letters, digits and hyphens."),
    "bad_day": _("“{what}” is a day, as 1990-03-14, not {stands}."),
}
KINDS: Mapping[str, object] = {
    "text": _("text"),
    "number": _("a number, such as 1200.50"),
    "whole_number": _("a whole number"),
    "flag": _("true or false"),
    "list": _("a list"),
    "object": _("an object with named fields"),
}
"""What a field may need."""
