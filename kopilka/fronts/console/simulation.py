"""What the program costs on the shop's own past orders, with sliders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kopilka.fronts.console.scope import Visit, in_shop, show


@in_shop
def show_simulation(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(request, visit, "simulation", "simulation")
