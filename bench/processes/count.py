"""`python -m bench.processes.count TABLE`: how many rows it has."""

from __future__ import annotations

import os
import sys


def main(table: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kopilka.settings"
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        print(cursor.fetchone()[0])


if __name__ == "__main__":
    main(sys.argv[1])
