"""A story through a whole system: the HTTP API, a database, jobs, at a clock of its own."""

from kopilka.fronts.cli.live.running import play_live

__all__ = ["play_live"]
