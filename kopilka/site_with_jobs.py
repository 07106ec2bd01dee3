"""What `kopilka serve` runs in its web process: the site, and the jobs in a thread beside it.

The thread starts here, in the process that serves: a process that is forked while other threads run
may inherit their locks and hang.
"""

from __future__ import annotations

import threading

from kopilka.fronts.cli.serving import work
from kopilka.wsgi import application

__all__ = ["application"]

threading.Thread(target=work, args=(threading.Event(),), name="jobs", daemon=True).start()
