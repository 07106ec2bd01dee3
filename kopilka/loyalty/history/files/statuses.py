"""What shops call the states of orders: paid, not paid yet, cancelled or paid back."""

from __future__ import annotations

from typing import Literal

from kopilka.loyalty.history.files.cells import read_text
from kopilka.loyalty.history.files.faults import BadCell, shorten

State = Literal["paid", "placed", "cancelled"]
KNOWN: dict[State, str] = {
    "paid": "paid completed complete delivered shipped fulfilled closed done success "
    "оплачен оплачено выполнен завершен доставлен отгружен закрыт",
    "placed": "placed new pending unpaid on_hold authorized awaiting_payment pending_payment "
    "новый не_оплачен ожидает_оплаты",
    "cancelled": "cancelled canceled refunded returned failed voided rejected "
    "отменен отмена возврат возвращен отказ",
}
_STATES: dict[str, State] = {
    word: state for state, words in KNOWN.items() for word in words.split()
}


def read_state(cell: object) -> State:
    """An empty cell says nothing, as in a file without the column: paid."""
    word = read_text(cell).lower().replace("ё", "е").replace(" ", "_").replace("-", "_")
    if not word:
        return "paid"
    if word not in _STATES:
        raise BadCell("unknown_status", text=shorten(cell))
    return _STATES[word]
