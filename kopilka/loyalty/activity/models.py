"""What shops told: every body as it came, and each order as it was last decided."""

from __future__ import annotations

from django.db import models

from kopilka.engine.standing import OrderRecord
from kopilka.loyalty.activity import codec
from kopilka.plumbing.isolation import OfMerchant


class OrderRow(OfMerchant):
    """An order in its latest state, with the engine's record of it; `key` is `shop/id`."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, null=True, db_index=False)
    key = models.CharField(max_length=200, db_comment="shop/id: permanent business id")
    shop = models.CharField(max_length=64)
    order_id = models.CharField(max_length=128)
    state = models.CharField(max_length=16, db_comment="placed | paid | cancelled")
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    total = models.BigIntegerField(db_comment="minor units, lines before discounts")
    counted_at = models.DateTimeField(null=True, db_comment="null: counts for no threshold")
    spend = models.BigIntegerField(default=0, db_comment="minor units counted as spend")
    counted_orders = models.SmallIntegerField(default=0)
    earned = models.TextField(default="{}", db_comment="JSON: wallet -> units earned now")
    record = models.TextField(db_comment="JSON of the engine's OrderRecord")
    shortfall = models.BigIntegerField(default=0, db_comment="units it was paid with, not there")
    known_at = models.DateTimeField(db_comment="when the latest snapshot was learned")

    class Meta:
        db_table = "activity_order"
        db_table_comment = "Orders: latest state and what was decided"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "key"], name="activity_order_key"),
        ]
        indexes = [
            models.Index(fields=["merchant", "member", "counted_at"], name="activity_order_member"),
            models.Index(fields=["merchant", "placed_at", "id"], name="activity_order_placed"),
        ]

    def to_record(self) -> OrderRecord:
        return codec.decode_record(self.record)


class Snapshot(OfMerchant):
    """A body as it came, kept for ever; `applied` false: older than what was decided."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    key = models.CharField(max_length=200)
    body = models.TextField()
    digest = models.CharField(max_length=64, db_comment="sha256 of the body")
    revision = models.CharField(max_length=64, blank=True, default="")
    applied = models.BooleanField()
    known_at = models.DateTimeField()

    class Meta:
        db_table = "activity_snapshot"
        db_table_comment = "Every order body received, in order of arrival: immutable"
        indexes = [models.Index(fields=["merchant", "key", "id"], name="activity_snapshot_key")]


class Fact(OfMerchant):
    """What counts once for ever under its own id: a named event, an adjustment, an opening lot."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16, db_comment="event | adjustment | opening")
    fact_id = models.CharField(max_length=128, db_comment="the sender's own id of it")
    at = models.DateTimeField(db_comment="when it happened")
    digest = models.CharField(max_length=64, db_comment="sha256 of its content")
    body = models.TextField(blank=True, default="", db_comment="as it came")
    answer = models.TextField(default="{}", db_comment="JSON: what was answered")
    known_at = models.DateTimeField()

    class Meta:
        db_table = "activity_fact"
        db_table_comment = "Facts with permanent ids and what they led to: immutable"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "fact_id"], name="activity_fact_id"
            ),
        ]
        indexes = [models.Index(fields=["merchant", "member", "at"], name="activity_fact_member")]
