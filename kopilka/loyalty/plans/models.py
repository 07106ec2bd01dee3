"""What members have paid for of plans, and what that saved them."""

from __future__ import annotations

from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class PlanTerm(OfMerchant):
    """One payment's time, a trial or a present, with the engine's value of it."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    key = models.CharField(max_length=256, db_comment="order/SHOP/ID/LINE or grant/ID")
    plan = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_comment="exclusive")
    until = models.DateTimeField(db_comment="when its benefits end, grace included; exclusive")
    due_at = models.DateTimeField(null=True, db_comment="a reminder or its end is to be told then")
    term = models.TextField(db_comment="JSON of the engine's Term")

    class Meta:
        db_table = "plans_term"
        db_table_comment = "Paid membership: what was paid for, and from when until when"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "key"], name="plans_term_key"),
        ]
        indexes = [
            models.Index(fields=["merchant", "member"], name="plans_term_member"),
            models.Index(fields=["merchant", "due_at"], name="plans_term_due"),
        ]


class PlanSaving(OfMerchant):
    """What the plan saved on one order, returns deducted."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    order_key = models.CharField(max_length=200, db_comment="shop/id")
    plan = models.CharField(max_length=64)
    minor = models.BigIntegerField(db_comment="minor units off that there would not have been")
    units = models.TextField(default="{}", db_comment="JSON: wallet -> units earned above that")

    class Meta:
        db_table = "plans_saving"
        db_table_comment = "What a plan saved on each order"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "order_key"], name="plans_saving_order"),
        ]
        indexes = [models.Index(fields=["merchant", "member"], name="plans_saving_member")]
