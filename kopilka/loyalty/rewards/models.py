"""Claims of rewards, each in its latest state; the book has what was given for them."""

from __future__ import annotations

from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class ClaimRow(OfMerchant):
    """`state` as last written: an issued claim whose `until` has come has lapsed by then."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    claim_id = models.CharField(max_length=128, db_comment="permanent business id")
    reward = models.CharField(max_length=64, db_comment="id in the program of `version`")
    wallet = models.CharField(max_length=64)
    taken = models.TextField(db_comment="JSON: [lot, units taken out of it, negative]")
    at = models.DateTimeField(db_comment="when it was claimed")
    until = models.DateTimeField(null=True, db_comment="when it lapses; null: never")
    version = models.IntegerField(db_comment="of the program that issued it")
    code = models.CharField(max_length=16, db_comment="what a till finds it by")
    state = models.CharField(max_length=16, db_comment="issued | used | cancelled | lapsed")
    order_key = models.CharField(max_length=200, blank=True, default="", db_comment="uses it")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rewards_claim"
        db_table_comment = "What members claimed of the catalogue"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "claim_id"], name="rewards_claim_id"),
            models.UniqueConstraint(fields=["merchant", "code"], name="rewards_claim_code"),
        ]
        indexes = [
            models.Index(fields=["merchant", "member", "state"], name="rewards_claim_member")
        ]
