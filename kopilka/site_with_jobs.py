"""What `kopilka serve` runs in its web process: the site, and the jobs in a thread beside it.

The thread starts here, in the process that serves: a process that is forked while other threads run
may inherit their locks and hang.
"""

from __future__ import annotations

import threading

from django.db import connections

from kopilka.fronts.cli.serving import work
from kopilka.wsgi import application

__all__ = ["application"]
MOST_WARMED = 10


def warm_up() -> None:
    """What the first looks at large shops would wait for, beside them."""
    from kopilka.fronts.console.pages import home  # Django is set up by now
    from kopilka.loyalty.merchants.queries import list_merchant_ids

    for merchant_id in list_merchant_ids()[:MOST_WARMED]:
        home.warm_up(merchant_id)
    connections.close_all()


threading.Thread(target=warm_up, name="warming up", daemon=True).start()
threading.Thread(target=work, args=(threading.Event(),), name="jobs", daemon=True).start()
