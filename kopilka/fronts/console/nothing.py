"""Why an order earned nothing, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext

from kopilka.engine.rules.explain import award_from_plain
from kopilka.engine.rules.trace import AwardTrace
from kopilka.engine.standing import OrderRecord
from kopilka.fronts.console.scope import Visit
from kopilka.fronts.wording.conditions import say_selector
from kopilka.fronts.wording.why import rule_steps


def why_nothing(record: OrderRecord, member: int | None, visit: Visit) -> str:
    """The whole order earned nothing for a reason that comes before any rule."""
    if member is None:
        return gettext("The order came without a member: it waits until its buyer joins.")
    if record.order.cancelled_at:
        return gettext("The order was cancelled: nothing is earned.")
    if record.order.paid_at is None:
        return gettext("The order is not paid yet: what it earns is posted when it is.")
    if not record.why:
        return gettext("The program has no rule for paid orders.")
    return _never(record, visit)


def _never(record: OrderRecord, visit: Visit) -> str:
    """All of its lines are of those that the program leaves out."""
    never = visit.versions.number(record.frozen.version).never
    lines = {line.number for line in record.order.lines}
    if never is None or any(lines - _left_out(trace) for trace in _traces(record)):
        return ""
    said = gettext("Nothing in the order counts. Never counted in this program: {lines}.")
    return said.format(lines=say_selector(never, visit.voice))


def _left_out(trace: AwardTrace) -> set[int]:
    return {line.line for line in trace.left_out if line.reason == "never"}


def _traces(record: OrderRecord) -> list[AwardTrace]:
    return [award_from_plain(plain) for plain in record.why.values()]


def reason(record: OrderRecord, member: int | None, visit: Visit) -> str:
    """For a list: what comes before any rule, or what the first rule says."""
    whole = why_nothing(record, member, visit)
    if whole:
        return whole
    program = visit.versions.number(record.frozen.version)
    steps = [step for trace in _traces(record) for step in rule_steps(trace, program, visit.voice)]
    return f"{steps[0].name}: {steps[0].text}" if steps else ""
