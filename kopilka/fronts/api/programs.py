"""Programs and simulations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kopilka.fronts.api import bodies
from kopilka.fronts.api.doing import once
from kopilka.fronts.api.routing import Call, route
from kopilka.loyalty.programs import actions, queries
from kopilka.loyalty.simulation.queries import simulate_own_orders
from kopilka.loyalty.tiers.queries import preview_moves


@route("GET", "/programs", scope="programs:read")
def list_programs(call: Call) -> Any:
    """Every published version, newest first."""
    versions = queries.list_versions(call.merchant_id)
    return {
        "versions": [
            {"number": v.number, "starts_at": v.starts_at.isoformat(), "text": v.text}
            for v in versions
        ]
    }


@route("POST", "/programs/check", scope="programs:read", body=bodies.ProgramText)
def check_program(call: Call) -> Any:
    """Everything that is wrong with a program file, by line; an empty answer is a good one."""
    program = queries.read_program(call.body.text)
    return {"good": True, "rules": len(program.earn), "wallets": list(program.wallets)}


@route("POST", "/programs/tier-moves", scope="programs:read", body=bodies.ProgramText)
def preview_tier_moves(call: Call) -> Any:
    """Who would change tier under this program; publishing it moves nobody by itself."""
    program = queries.read_program(call.body.text)
    found = preview_moves(call.merchant_id, program, call.now)
    return {
        "members": found.members,
        "moves": [
            {
                "from": move.tier,
                "to": move.to,
                "when": "next_order" if move.up else "review",
                "members": count,
            }
            for move, count in sorted(
                found.moves.items(), key=lambda each: (-each[1], each[0].tier, each[0].to)
            )
        ],
    }


@route(
    "POST",
    "/programs",
    scope="programs:write",
    body=bodies.NewVersion,
    writes=True,
    status=201,
)
def publish_program(call: Call) -> Any:
    """Publish the next version; it never changes afterwards."""

    def run() -> dict[str, Any]:
        version = actions.publish(
            merchant_id=call.merchant_id,
            text=call.body.text,
            starts_at=call.body.starts_at or call.now,
            actor=call.actor,
            now=call.now,
        )
        return {"number": version.number, "starts_at": version.starts_at.isoformat()}

    return once(call, run)


@route("POST", "/simulations", scope="simulation", body=bodies.SimulationWish)
def simulate(call: Call) -> Any:
    """A program over the shop's own past orders; without a text, the one in force."""
    body = call.body
    text = body.text or queries.get_draft(call.merchant_id)
    shares = {"never": None, "asap": Fraction(1)}
    redeem = shares[body.redeem] if isinstance(body.redeem, str) else Fraction(body.redeem)
    margin = None if body.margin is None else Fraction(body.margin)
    program = queries.read_program(text)
    return simulate_own_orders(call.merchant_id, program, redeem=redeem, margin=margin)
