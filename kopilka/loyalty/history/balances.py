"""A file of opening balances: dated lots that members bring from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from kopilka.engine.program.model import Program, Wallet
from kopilka.loyalty.history.files.cells import (
    MIDNIGHT,
    is_day_alone,
    is_empty,
    read_decimal,
    read_id,
    read_instant,
    read_text,
)
from kopilka.loyalty.history.files.columns import BALANCES, Columns
from kopilka.loyalty.history.files.dates import DateOrder
from kopilka.loyalty.history.files.faults import RowFault
from kopilka.loyalty.history.files.rows import Rows
from kopilka.loyalty.history.files.tables import read_sheet
from kopilka.values.periods import end_of_local_day
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Opening:
    """`available_at` None: from the start of the import; `expires_at` None: never lapses.

    `units` are the wallet's smallest; `number` tells apart lots that are alike otherwise.
    """

    row: int
    external_id: str
    wallet: str
    units: int
    available_at: datetime | None
    expires_at: datetime | None
    number: int

    def where(self) -> tuple[str, str]:
        """Whose wallet it is for."""
        return self.external_id, self.wallet

    def identity(self) -> str:
        """The same row of the same file, whatever its place and its units."""
        dates = (self.available_at or "", self.expires_at or "", self.number)
        return "/".join(map(str, (self.external_id, self.wallet, *dates)))


@dataclass(slots=True)
class Openings:
    """`nothing` rows have zero units and bring no lot."""

    openings: list[Opening]
    faults: list[RowFault]
    nothing: int = 0

    def __len__(self) -> int:
        return len(self.openings)


def read_openings(
    path: Path,
    *,
    program: Program,
    told: Mapping[str, str],
    now: datetime,
    dates: DateOrder | None = None,
) -> tuple[Openings, Columns]:
    """The good rows, the faults of the others, and the mapping of columns used."""
    sheet = read_sheet(path)
    columns = Columns.of(sheet.table.column_names, told, BALANCES)
    rows = Rows(sheet, columns.mapping)
    members = rows.read("member_id", read_id)
    wallets = _wallets(rows, program)
    units = _units(rows, wallets)
    order = rows.date_order(("available_at", "expires_at"), dates)
    instant = partial(read_instant, zone=program.zone, day_at=MIDNIGHT, dates=order)
    starts = rows.read("available_at", lambda cell: None if is_empty(cell) else instant(cell))
    ends = rows.read("expires_at", lambda cell: _end(cell, program, instant))
    starts, ends = starts or [None] * len(rows), ends or [None] * len(rows)
    _check_dates(rows, wallets, starts, ends, now)
    gathered = _Gathered(rows)
    for place in rows.good():
        gathered.take(
            place, members[place], wallets[place], units[place], starts[place], ends[place]
        )
    return Openings(gathered.openings, rows.sorted_faults(), gathered.nothing), columns


class _Gathered:
    """Lots one after another; a row that says the same as an earlier one is a fault."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.openings: list[Opening] = []
        self.nothing = 0
        self._alike: Counter[tuple[object, ...]] = Counter()
        self._first: dict[tuple[object, ...], int] = {}

    def take(
        self,
        place: int,
        member: str | None,
        wallet: Wallet | None,
        units: int | None,
        start: datetime | None,
        end: datetime | None,
    ) -> None:
        assert member is not None, "a good row has no bad cell"
        assert wallet is not None
        if not units:
            self.nothing += 1
            return
        alike, row = (member, wallet.id, start, end), self.rows.number(place)
        earlier = self._first.setdefault((*alike, units), row)
        if earlier != row:
            self.rows.fault(place, "member_id", Refusal("row_twice", {"row": earlier}))
            return
        number = self._alike[alike]
        self._alike[alike] += 1
        self.openings.append(Opening(row, member, wallet.id, units, start, end, number))


def _wallets(rows: Rows, program: Program) -> list[Wallet | None]:
    """The wallet of each row; the program's only one where the file names none."""
    named = rows.read("wallet", read_text) if rows.has("wallet") else [""] * len(rows)
    only = next(iter(program.wallets.values())) if len(program.wallets) == 1 else None
    wallets: list[Wallet | None] = []
    for place, name in enumerate(named):
        wallet = program.wallets.get(name or "") if name else only
        if wallet is None and name is not None:
            rows.fault(place, "wallet", _no_wallet(name, list(program.wallets)))
        wallets.append(wallet)
    return wallets


def _no_wallet(name: str, known: list[str]) -> Refusal:
    if name:
        return Refusal("no_such_wallet", {"wallet": name, "known": known})
    return Refusal("which_wallet", {"known": known})


def _units(rows: Rows, wallets: Sequence[Wallet | None]) -> list[int | None]:
    """Smallest units of each row's wallet."""
    units: list[int | None] = []
    for place, number in enumerate(rows.read("units", read_decimal)):
        wallet = wallets[place]
        if number is None or wallet is None:
            units.append(None)
            continue
        scaled = number * wallet.scale
        if scaled != scaled.to_integral_value():
            facts = {"text": _short(number), "places": wallet.decimals}
            rows.fault(place, "units", Refusal("more_places", facts))
        units.append(int(scaled))
    return units


def _short(number: Decimal) -> str:
    return f"{number:f}"[:40]


def _end(cell: object, program: Program, instant: Callable[[object], datetime]) -> datetime | None:
    """A day alone is the last day it is good for."""
    if is_empty(cell) or str(cell).strip().lower() == "never":
        return None
    at = instant(cell)
    return end_of_local_day(at, program.zone) if is_day_alone(cell) else at


def _check_dates(
    rows: Rows,
    wallets: Sequence[Wallet | None],
    starts: Sequence[datetime | None],
    ends: Sequence[datetime | None],
    now: datetime,
) -> None:
    for place in rows.good():
        start, end, wallet = starts[place] or now, ends[place], wallets[place]
        if end is not None and end <= now:
            rows.fault(place, "expires_at", Refusal("already_lapsed", {"at": end.isoformat()}))
        elif end is not None and end <= start:
            rows.fault(place, "expires_at", Refusal("lapses_before_available", {}))
        elif start > now and end is None and wallet is not None and _lapses(wallet):
            rows.fault(place, "expires_at", Refusal("expiry_missing", {"wallet": wallet.id}))


def _lapses(wallet: Wallet) -> bool:
    return wallet.expires.after is not None or wallet.expires.inactive is not None
