"""Codes of series, and what holds have reserved of codes."""

from __future__ import annotations

from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class Code(OfMerchant):
    """One generated code. How often it has been used is counted in the ledger."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, null=True, db_index=False)
    code = models.CharField(max_length=16, db_comment="normalised: no dashes, no lower case")
    coupon = models.CharField(max_length=64)
    batch = models.CharField(max_length=64, blank=True, default="", db_comment="made together")
    issued_at = models.DateTimeField()
    until = models.DateTimeField(null=True, db_comment="exclusive; null: as the coupon")
    blocked_at = models.DateTimeField(null=True)
    blocked_because = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "coupons_code"
        db_table_comment = "Generated codes; of one member, or of whoever has one"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "code"], name="coupons_code_text"),
        ]
        indexes = [
            models.Index(fields=["merchant", "coupon", "batch", "id"], name="coupons_code_batch"),
            models.Index(
                fields=["merchant", "member", "id"],
                condition=models.Q(member__isnull=False),
                name="coupons_code_member",
            ),
        ]


class CodeHold(OfMerchant):
    """Uses of codes set aside for an order; `keys` are the counters that they stand in."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    hold_id = models.CharField(max_length=64)
    order_key = models.CharField(max_length=200)
    codes = models.TextField(db_comment="JSON: normalised codes")
    keys = models.TextField(db_comment="JSON: counters that were moved")
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=16, db_comment="held | used | released")

    class Meta:
        db_table = "coupons_hold"
        db_table_comment = "Reserved uses of codes and how they ended; past `until` they are over"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "member", "hold_id"], name="coupons_hold_id"
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "member", "order_key"], name="coupons_hold_order"),
        ]
