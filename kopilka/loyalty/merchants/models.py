"""Organisations, their shops, the people who run them, and the keys of their programs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class Merchant(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="ru")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "merchants_merchant"
        db_table_comment = "Organisations: everything else belongs to one"


class Shop(OfMerchant):
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)

    class Meta:
        db_table = "merchants_shop"
        db_table_comment = "Stores and sites of a merchant"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "code"], name="merchants_shop_code")
        ]


class StaffAccounts(BaseUserManager["Staff"]):
    def get_by_natural_key(self, email: str | None) -> Staff:
        return self.get(email__iexact=(email or "").strip())


class Staff(AbstractBaseUser):
    """A person of the merchant, who signs in by e-mail and password."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=16, db_comment="owner | marketer | analyst | support")
    is_active = models.BooleanField(default=True)

    objects = StaffAccounts()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "merchants_staff"
        db_table_comment = "People who run a merchant's program"
        indexes = [models.Index(fields=["merchant", "email"], name="merchants_staff_email")]

    def get_full_name(self) -> str:
        return self.name or self.email


class ApiKey(models.Model):
    """A key is shown once; only its hash is kept. `scopes` is a list of words by space."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, db_comment="sha256 of the whole key")
    scopes = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "merchants_api_key"
        db_table_comment = "Keys of the HTTP API"
        indexes = [models.Index(fields=["merchant", "id"], name="merchants_api_key_merchant")]
