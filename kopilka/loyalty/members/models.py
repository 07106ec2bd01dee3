"""Enrolled people: who they are, how they are found. Personal data lives in this room alone."""

from __future__ import annotations

import json

from django.db import models

from kopilka.loyalty.members.info import MemberInfo
from kopilka.plumbing.isolation import OfMerchant


class Member(OfMerchant):
    """`public_id` is the id outsiders see; `search_key` is what search looks in."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="", db_comment="E.164")
    birthday = models.DateField(null=True)
    joined_at = models.DateTimeField()
    plan = models.CharField(max_length=64, blank=True, default="")
    segments = models.TextField(default="[]", db_comment="JSON list")
    favourites = models.TextField(default="[]", db_comment="JSON list of categories")
    search_key = models.CharField(max_length=600, blank=True, default="")

    class Meta:
        db_table = "members_member"
        db_table_comment = "Members of a merchant's program"
        indexes = [
            models.Index(fields=["merchant", "id"], name="members_member_merchant"),
            models.Index(fields=["merchant", "email"], name="members_member_email"),
            models.Index(fields=["merchant", "phone"], name="members_member_phone"),
        ]

    def to_info(self) -> MemberInfo:
        return MemberInfo(
            pk=self.pk,
            public_id=self.public_id,
            name=self.name,
            email=self.email,
            phone=self.phone,
            birthday=self.birthday,
            joined_at=self.joined_at,
            plan=self.plan,
            segments=tuple(json.loads(self.segments)),
            favourites=tuple(json.loads(self.favourites)),
        )


class ExternalId(OfMerchant):
    """The member's id in a shop's own system."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, models.PROTECT)
    source = models.CharField(max_length=64, default="main")
    value = models.CharField(max_length=128)

    class Meta:
        db_table = "members_external_id"
        db_table_comment = "Members' ids in other systems"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "source", "value"], name="members_external_value"
            ),
        ]


class Card(OfMerchant):
    """A member may hold several; a blocked card finds nobody."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, models.PROTECT)
    number = models.CharField(max_length=32)
    issued_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "members_card"
        db_table_comment = "Cards, virtual and plastic"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="members_card_number"),
        ]
