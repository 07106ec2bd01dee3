"""The API's addresses, from the table of routes."""

from __future__ import annotations

from django.urls import path, re_path

from kopilka.fronts.api import checkout, members, programs
from kopilka.fronts.api.mechanics import coupons, plans, rewards
from kopilka.fronts.api.openapi import show_openapi
from kopilka.fronts.api.problem_page import show_problems
from kopilka.fronts.api.routing import show_nothing, url_patterns

assert checkout
assert coupons
assert members
assert plans
assert programs
assert rewards
urlpatterns = [
    path("openapi.json", show_openapi, name="openapi"),
    path("problems", show_problems, name="problems"),
    *url_patterns(),
    re_path("", show_nothing),
]
