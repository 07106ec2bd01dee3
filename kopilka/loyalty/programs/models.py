"""Programs: a draft that is worked on, and published versions that never change."""

from __future__ import annotations

from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class Draft(OfMerchant):
    merchant = models.OneToOneField("merchants.Merchant", models.PROTECT, primary_key=True)
    text = models.TextField(db_comment="the program file as written")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "programs_draft"
        db_table_comment = "The program being worked on"


class ProgramVersion(OfMerchant):
    """In force from `starts_at` until the next version starts; immutable."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    number = models.IntegerField()
    starts_at = models.DateTimeField()
    published_at = models.DateTimeField()
    text = models.TextField(db_comment="the program file as written")

    class Meta:
        db_table = "programs_version"
        db_table_comment = "Published programs: immutable"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="programs_version_number"),
        ]
