"""Imports under way and done, so that one that was cut off goes on where it stopped."""

from __future__ import annotations

from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class ImportRun(OfMerchant):
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    digest = models.CharField(max_length=64, db_comment="of the content imported")
    kind = models.CharField(max_length=16, db_comment="orders | members | balances")
    name = models.CharField(max_length=200)
    sequence = models.CharField(
        max_length=16, default="", db_comment="of what is counted: by_member | by_time | by_row"
    )
    done = models.BigIntegerField(default=0, db_comment="the first so many of the sequence are in")
    whole = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "history_import"
        db_table_comment = "Imports of history and how far they came"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "digest"], name="history_import_digest"
            )
        ]
