"""Behind a server that ends TLS, as docs/operate/deploy.md says."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ASK = """
import json, django
django.setup()
from django.test import Client
site = Client(headers={"host": "points.example"})
plain = site.get("/api/v1/openapi.json")
told = site.get("/api/v1/openapi.json", headers={"X-Forwarded-Proto": "https"})
print(json.dumps([plain.status_code, plain.headers.get("location"), told.status_code,
    told.headers.get("strict-transport-security", "")]))
"""


@pytest.fixture(scope="module")
def answers() -> list[object]:
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kopilka.settings",
        "KOPILKA_MODE": "production",
        "KOPILKA_HOSTS": "points.example",
        "SECRET_KEY": "q7Zx2vB9" * 8 + "mN4-rT6_wY1",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: list[object] = json.loads(done.stdout)
    return told


def test_plain_http_is_sent_to_https(answers: list[object]) -> None:
    assert answers[:2] == [301, "https://points.example/api/v1/openapi.json"]


def test_https_told_by_the_server_in_front_is_served_and_kept(answers: list[object]) -> None:
    assert answers[2] == 200
    assert str(answers[3]).startswith("max-age=31536000")
