"""Entries and orders say which units they are about, from when they are usable, when they lapse."""

from __future__ import annotations

import re

from django.test import Client
from support.owl_shop import OwlShop


def plain(dan: Client, address: str) -> str:
    page = dan.get(address, headers={"accept-language": "en"}).content.decode()
    return " ".join(re.sub(r"<(?!a )[^>]*>", " ", page).split())


def test_units_that_became_available_name_their_order(dan: Client, owl_shop: OwlShop) -> None:
    page = plain(dan, f"/members/{owl_shop.anna}/")
    matured = re.findall(r"Became available .*?(?=Earned|Redeemed|Held|$)", page)
    assert matured
    assert all(re.search(r'href="/orders/site/\w+/">from order \w+', told) for told in matured)


def test_an_award_says_from_when_it_is_usable_and_when_it_lapses(
    dan: Client, owl_shop: OwlShop
) -> None:
    life = re.compile(r"Usable from \d+ \w+ \d{4}, lapses at the end of \d+ \w+ \d{4}\.")
    assert life.search(plain(dan, f"/members/{owl_shop.anna}/"))
    assert life.search(plain(dan, "/orders/site/A10/"))
