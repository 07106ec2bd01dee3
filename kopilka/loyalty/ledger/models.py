"""The book. Entries, postings and allocations are immutable; the rest are caches of them.

An entry's id is `account << 24 | number` with the account's own gapless number, and a lot's id is
`account << 24 | number` likewise: writers hold the member's lock and need no shared sequence.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kopilka.plumbing.isolation import OfMerchant

NUMBER_BITS = 24


def numbered_id(account: int, number: int) -> int:
    assert 0 < number < 1 << NUMBER_BITS, number
    return account << NUMBER_BITS | number


class MemberState(OfMerchant):
    """One row a member: the lock that every write takes, and the tier."""

    member = models.OneToOneField("members.Member", models.PROTECT, primary_key=True)
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    tier = models.CharField(max_length=64, blank=True, default="", db_comment="earned or floor")
    standing = models.TextField(default="", blank=True, db_comment="JSON of TierStanding")
    next_change_at = models.DateTimeField(null=True, db_comment="something changes by itself")

    class Meta:
        db_table = "ledger_member_state"
        db_table_comment = "The member's lock and tier standing"
        indexes = [models.Index(fields=["merchant", "next_change_at"], name="ledger_state_due")]


class Account(OfMerchant):
    """A member's wallet: balances that replaying its entries reproduces; smallest units."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    wallet = models.CharField(max_length=64)
    available = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    debt = models.BigIntegerField(default=0, db_comment="what is owed, positive")
    earned = models.BigIntegerField(default=0, db_comment="in all time, less taken back")
    next_lot = models.IntegerField(default=1)
    entries = models.IntegerField(default=0, db_comment="number of the last entry")
    next_change_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_account"
        db_table_comment = "Balances of members, by wallet: caches"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "member", "wallet"], name="ledger_account_wallet"
            ),
            models.CheckConstraint(
                condition=Q(available__gte=0, pending__gte=0, held__gte=0, debt__gte=0),
                name="ledger_account_signs",
            ),
        ]


class Lot(OfMerchant):
    """One grant with its own dates; id is account and number together."""

    id = models.BigIntegerField(primary_key=True)
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    number = models.IntegerField()
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    earned_at = models.DateTimeField()
    matures_at = models.DateTimeField(null=True)
    matured_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    order_key = models.CharField(max_length=200, blank=True, default="")
    rule = models.CharField(max_length=64, blank=True, default="")
    version = models.IntegerField(default=0)
    parent = models.IntegerField(null=True, db_comment="number of the lot that this one reopens")
    lapsed = models.BigIntegerField(default=0)
    back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_lot"
        db_table_comment = "Lots of units and what remains of them: caches"
        constraints = [
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("amount"), amount__gt=0),
                name="ledger_lot_remaining",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(remaining__gt=0), name="ledger_lot_live"),
            models.Index(fields=["account", "order_key"], name="ledger_lot_order"),
        ]


class Hold(OfMerchant):
    """Units set aside for an order; ends once."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    hold_id = models.CharField(max_length=64)
    order_key = models.CharField(max_length=200)
    units = models.BigIntegerField()
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    allocations = models.TextField(db_comment="JSON: [[lot number, units], …], negative")
    state = models.CharField(max_length=16, db_comment="held | captured | released | expired")
    ended_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "ledger_hold"
        db_table_comment = "Holds and how they ended"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "hold_id"], name="ledger_hold_id"),
            models.CheckConstraint(condition=Q(units__gt=0), name="ledger_hold_units"),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(state="held"), name="ledger_hold_open"),
            models.Index(fields=["account", "order_key"], name="ledger_hold_order"),
        ]


class Entry(OfMerchant):
    """A set of postings written together; (kind of cause, key, number) is unique for ever."""

    id = models.BigIntegerField(primary_key=True)
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    wallet = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField(db_comment="when it took effect")
    known_at = models.DateTimeField(db_comment="when we learned it")
    cause_kind = models.CharField(max_length=16)
    cause_key = models.CharField(max_length=256)
    cause_number = models.IntegerField()
    version = models.IntegerField(default=0, db_comment="of the program")
    why = models.TextField(blank=True, default="", db_comment="JSON of the trace")

    class Meta:
        db_table = "ledger_entry"
        db_table_comment = "What happened to members' units: immutable"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "cause_kind", "cause_key", "cause_number"],
                name="ledger_entry_cause",
            ),
        ]
        indexes = [
            models.Index(
                fields=["merchant", "member", "known_at", "id"], name="ledger_entry_member"
            ),
        ]


class Posting(OfMerchant):
    """`amount` from one account to another, within one wallet: zero-sum by shape."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT)
    source = models.CharField(max_length=16)
    destination = models.CharField(max_length=16)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "ledger_posting"
        db_table_comment = "Moves of units between accounts: immutable"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_posting_amount"),
            models.CheckConstraint(
                condition=~Q(source=F("destination")), name="ledger_posting_moves"
            ),
        ]


class Allocation(OfMerchant):
    """Units that an entry took from (negative) or put into (positive) a lot."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT)
    lot = models.ForeignKey(Lot, models.PROTECT, db_constraint=False)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "ledger_allocation"
        db_table_comment = "Which lots an entry moved: immutable"
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_allocation_amount"),
        ]


class LimitUse(OfMerchant):
    """How much of a limit is used.

    `member_key` 0 for limits of the whole program, below 0 for those of one code.
    """

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member_key = models.BigIntegerField(default=0)
    key = models.CharField(max_length=256)
    used = models.BigIntegerField()
    until = models.DateTimeField(null=True, db_comment="end of its period; null: ever")

    class Meta:
        db_table = "ledger_limit_use"
        db_table_comment = "Stored counters of limits, each at its own level"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "member_key", "key"], name="ledger_limit_key"
            ),
        ]
