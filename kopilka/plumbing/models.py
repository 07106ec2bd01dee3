"""What carries: keys of requests, messages to deliver, jobs to run, who did what."""

from __future__ import annotations

from django.db import models

from kopilka.plumbing.isolation import OfMerchant


class IdempotencyKey(OfMerchant):
    """A request answered once; kept for thirty days, then the business ids still hold."""

    merchant_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_comment="sha256 of operation and body")
    answer = models.TextField(db_comment="JSON of what was answered")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "plumbing_idempotency"
        db_table_comment = "Keys of requests and their answers"
        constraints = [
            models.UniqueConstraint(fields=["merchant_id", "key"], name="plumbing_idempotency_key"),
        ]
        indexes = [models.Index(fields=["created_at"], name="plumbing_idempotency_age")]


class OutboxRow(OfMerchant):
    """Written in the transaction of its cause; delivered by status, never by a cursor of ids."""

    merchant_id = models.BigIntegerField()
    topic = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, db_comment="what it is about, for ordering")
    body = models.TextField(db_comment="JSON")
    created_at = models.DateTimeField()
    status = models.CharField(max_length=16, default="waiting", db_comment="waiting|done|parked")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="")

    class Meta:
        db_table = "plumbing_outbox"
        db_table_comment = "Events to deliver, at least once"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(status="waiting"),
                name="plumbing_outbox_waiting",
            ),
        ]


class JobRow(models.Model):
    """A scheduled job; whoever holds its lease runs it."""

    name = models.CharField(max_length=64, primary_key=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True, default="")
    last_run_at = models.DateTimeField(null=True)
    last_problem = models.TextField(blank=True, default="")

    class Meta:
        db_table = "plumbing_job"
        db_table_comment = "Scheduled jobs and their leases"


class AuditRow(OfMerchant):
    """Who did what, to what, why: immutable."""

    merchant_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=100, db_comment="staff:ID | key:ID | system | cli")
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True, default="")
    facts = models.TextField(default="{}", db_comment="JSON")

    class Meta:
        db_table = "plumbing_audit"
        db_table_comment = "Audit trail: immutable"
        indexes = [models.Index(fields=["merchant_id", "at"], name="plumbing_audit_merchant")]


class TryCount(OfMerchant):
    """How many tries somebody has made in a stretch of time: of guessing codes, for one."""

    merchant_id = models.BigIntegerField()
    who = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    tries = models.IntegerField()

    class Meta:
        db_table = "plumbing_tries"
        db_table_comment = "Tries counted against their limit"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant_id", "who", "started_at"], name="plumbing_tries_period"
            ),
        ]
        indexes = [models.Index(fields=["started_at"], name="plumbing_tries_age")]
