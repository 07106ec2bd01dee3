"""Run in an environment with django-hordak: transfers between accounts, CPU of each."""

import json
import sys
import time
from urllib.parse import urlsplit

import django
from django.conf import settings

COUNT = 300


def set_up(url: str) -> None:
    parts = urlsplit(url)
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.removeprefix("/"),
                "USER": parts.username,
                "HOST": parts.hostname,
                "PORT": parts.port,
            }
        },
        USE_TZ=True,
        SECRET_KEY="bench",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=["EUR"],
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def main(url: str) -> None:
    set_up(url)
    from hordak.models import Account  # type: ignore[import-not-found]
    from moneyed import Money  # type: ignore[import-not-found]

    kinds = getattr(Account, "TYPES", None)
    income = "IN" if kinds is None else kinds.income
    liability = "LI" if kinds is None else kinds.liability
    source = Account.objects.create(name="issued", type=income, currencies=["EUR"])
    target = Account.objects.create(name="member", type=liability, currencies=["EUR"])
    source.transfer_to(target, Money(1, "EUR"))
    started = time.process_time()
    for _ in range(COUNT):
        source.transfer_to(target, Money(1, "EUR"))
    print(json.dumps({"cpu_us": (time.process_time() - started) / COUNT * 1e6}))


if __name__ == "__main__":
    main(sys.argv[1])
