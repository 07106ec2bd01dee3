"""The program read aloud, with the file behind it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.fronts.wording import program as wording
from kopilka.fronts.wording.sections import say_sections
from kopilka.loyalty.programs import queries as programs


@in_shop
def show_program(request: HttpRequest, visit: Visit) -> HttpResponse:
    program, voice = visit.program, visit.voice
    tiers = program.tiers
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
        wallets=[wording.say_wallet(wallet, voice) for wallet in program.wallets.values()],
        rules=[wording.say_rule(rule, voice) for rule in program.earn],
        tiers=[wording.say_tier(tier, tiers, voice) for tier in tiers.levels] if tiers else [],
        discounts=[wording.say_discount(discount, voice) for discount in program.discounts],
        sections=say_sections(program, voice),
        never=wording.say_never(program, voice),
    )
