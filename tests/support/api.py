"""A developer with curl, without the network: the HTTP API through Django's own client."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Api:
    """Requests under one key; every write gets an Idempotency-Key unless one is given."""

    key: str

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        idempotency: str | None = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> HttpResponse:
        sent = {"Idempotency-Key": idempotency or uuid.uuid4().hex, **(headers or {})}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        answer = Client().generic(
            method, BASE + path, content, content_type="application/json", headers=sent
        )
        assert isinstance(answer, HttpResponse)
        return answer

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The answer's JSON; fails unless the request succeeded."""
        answer = self.send(method, path, body, **more)
        assert answer.status_code < 300, (answer.status_code, answer.content.decode())
        return json.loads(answer.content)

    def refused(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The problem document; fails unless the request was refused by a 4xx."""
        answer = self.send(method, path, body, **more)
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.content.decode())
        assert answer.headers["content-type"] == "application/problem+json"
        problem = json.loads(answer.content)
        assert problem["status"] == answer.status_code
        return problem

    def available(self, member: str, wallet: str = "points") -> int:
        return int(self.balance(member, wallet)["available"])

    def balance(self, member: str, wallet: str = "points") -> dict[str, Any]:
        found = self.ask("GET", f"/members/{member}/balances")["balances"][wallet]
        assert isinstance(found, dict)
        return found
