"""Requests to the site in this process, with the key of the story's merchant."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

BASE = "/api/v1"


class Refusing(Exception):
    """The API's no: the codes of all reasons."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


@dataclass(slots=True)
class Asking:
    """Every write gets a key of its own."""

    key: str
    site: Client = field(default_factory=Client)
    written: int = 0

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON; raises Refusing for a refusal, AssertionError for a fault of ours."""
        self.written += 1
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": str(self.written)}
        content = "" if body is None else json.dumps(body)
        answer = self.site.generic(
            method, BASE + path, content, content_type="application/json", headers=headers
        )
        told = json.loads(answer.content)
        if 400 <= answer.status_code < 500:
            raise Refusing([fault["code"] for fault in told["faults"]] or [told["code"]])
        assert answer.status_code < 300, (answer.status_code, told)
        return told
