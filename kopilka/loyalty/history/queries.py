"""How far imports have come."""

from __future__ import annotations

from datetime import datetime

from kopilka.loyalty.history.models import ImportRun


def is_imported(merchant_id: int, name: str) -> bool:
    runs = ImportRun.objects.filter(merchant_id=merchant_id, name=name)
    return runs.exclude(finished_at=None).exists()


def started_at(merchant_id: int, name: str) -> datetime | None:
    """When an import of this name began, finished or not."""
    run = ImportRun.objects.filter(merchant_id=merchant_id, name=name).order_by("id").first()
    return run.started_at if run else None


def list_runs(merchant_id: int) -> list[ImportRun]:
    return list(ImportRun.objects.filter(merchant_id=merchant_id).order_by("-id")[:100])
