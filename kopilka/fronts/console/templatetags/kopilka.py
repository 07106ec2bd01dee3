"""Filters that say amounts by the page's voice: `{{ minor|money:voice }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from kopilka.fronts.wording.voice import Voice

register = template.Library()


@register.filter
def money(minor: int, voice: Voice) -> str:
    return voice.money(minor)


@register.filter
def about(minor: int, voice: Voice) -> str:
    return voice.about(minor)


@register.filter
def number(value: int, voice: Voice) -> str:
    return voice.number(value)


@register.filter
def day(moment: datetime | date | None, voice: Voice) -> str:
    return voice.short_day(moment) if moment else ""


@register.filter
def moment(value: datetime | None, voice: Voice) -> str:
    return voice.moment(value) if value else ""
