"""The program read aloud, with the file behind it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.fronts.wording.program.whole import say_parts
from kopilka.loyalty.programs import queries as programs


@in_shop
def show_program(request: HttpRequest, visit: Visit) -> HttpResponse:
    program, voice = visit.program, visit.voice
    in_force = visit.versions.at(visit.now)
    versions = programs.list_versions(visit.merchant_id)
    return show(
        request,
        visit,
        "program",
        "program",
        name=voice.text(program.name),
        in_force=in_force,
        versions=versions,
        text=next(version.text for version in versions if version.number == in_force.number),
        parts=say_parts(program, voice),
    )
