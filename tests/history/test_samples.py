"""Real histories that packages bring: the same on every run, and named when they are missing."""

from __future__ import annotations

import pytest

from kopilka.loyalty.history import samples
from kopilka.loyalty.history.actions import digest_of
from kopilka.values.refusals import Refused


@pytest.mark.slow
def test_a_sample_reads_the_same_twice_so_that_its_import_goes_on() -> None:
    """Imports go on by place: the order of orders and lines must not differ from run to run."""
    once, again = samples.complete_journey(), samples.complete_journey()
    assert (len(once), len(once.faults)) == (155_848, 0)
    assert digest_of(once, "main") == digest_of(again, "main")
    assert once.lines is not None
    assert again.lines is not None
    assert once.lines.texts == again.lines.texts
    assert (once.lines.sku == again.lines.sku).all()


def test_a_sample_whose_package_is_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Refused, match="sample_missing"):
        samples.complete_journey()
