"""An expected "no": a code and the facts behind it. Fronts put it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is stable and public; `facts` are plain values (int, str, list) that words may use."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """Raised once, by an action, with every reason collected."""

    def __init__(self, *refusals: Refusal) -> None:
        assert refusals, "a refusal needs a reason"
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals
