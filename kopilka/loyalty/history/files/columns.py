"""Which column of a file is what: guessed from the names people use, or told by --map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kopilka.values.refusals import Refusal, Refused

_MEMBER = (
    "member_id",
    "member",
    "customer_id",
    "customer",
    "client_id",
    "household_id",
    "user_id",
    "buyer",
    "клиент",
    "покупатель",
    "участник",
    "id_клиента",
    "код_клиента",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`known`: our name -> the names files give it; of each group in `needed` one must be there."""

    name: str
    known: Mapping[str, tuple[str, ...]]
    needed: tuple[tuple[str, ...], ...]


ORDERS = Kind(
    "orders",
    {
        "order_id": (
            "order_id",
            "order",
            "order_number",
            "basket_id",
            "invoice",
            "invoice_no",
            "receipt",
            "номер_заказа",
            "заказ",
            "чек",
        ),
        "member_id": _MEMBER,
        "placed_at": (
            "placed_at",
            "date",
            "created_at",
            "order_date",
            "datetime",
            "timestamp",
            "transaction_timestamp",
            "дата",
            "дата_заказа",
            "время",
        ),
        "total": (
            "total",
            "dollar_value",
            "order_total",
            "sum",
            "revenue",
            "сумма",
            "итого",
            "сумма_заказа",
        ),
        "amount": (
            "amount",
            "sales_value",
            "line_total",
            "line_amount",
            "стоимость",
            "сумма_строки",
        ),
        "currency": ("currency", "валюта"),
        "sku": ("sku", "product_id", "product", "article", "артикул", "товар"),
        "category": ("category", "product_category", "department", "категория", "группа"),
        "brand": ("brand", "manufacturer", "бренд", "марка"),
        "quantity": ("quantity", "qty", "count", "number_of_cds", "количество", "кол_во"),
        "known_at": ("known_at", "received_at"),
        "channel": ("channel", "канал"),
        "status": (
            "status",
            "order_status",
            "financial_status",
            "payment_status",
            "статус",
            "статус_заказа",
        ),
        "payment": ("payment", "payment_method", "оплата", "способ_оплаты"),
        "tag": ("tag", "tags", "метка", "метки", "теги"),
        "vendor": ("vendor", "supplier", "поставщик"),
        "list_amount": ("list_amount", "amount_before_discount", "сумма_без_скидки"),
        "gift_card": ("gift_card", "is_gift_card", "подарочная_карта"),
    },
    (("member_id",), ("placed_at",), ("total", "amount")),
)
MEMBERS = Kind(
    "members",
    {
        "member_id": (*_MEMBER, "id"),
        "name": ("name", "full_name", "имя", "фио"),
        "email": ("email", "e_mail", "mail", "почта", "эл_почта"),
        "phone": ("phone", "phone_number", "mobile", "телефон"),
        "birthday": ("birthday", "birth_date", "date_of_birth", "дата_рождения", "день_рождения"),
        "joined_at": ("joined_at", "created_at", "registered_at", "дата_регистрации"),
        "card": ("card", "card_number", "loyalty_card", "карта", "номер_карты"),
        "segments": ("segments", "segment", "tags", "сегменты", "сегмент"),
    },
    (("member_id",),),
)
BALANCES = Kind(
    "balances",
    {
        "member_id": (*_MEMBER, "id"),
        "wallet": ("wallet", "кошелек", "счет"),
        "units": ("units", "points", "balance", "bonuses", "баллы", "бонусы", "баланс", "остаток"),
        "available_at": ("available_at", "earned_at", "start", "start_date", "дата_начисления"),
        "expires_at": ("expires_at", "expiry", "expiration_date", "end_date", "дата_сгорания"),
    },
    (("member_id",), ("units",)),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Our name -> the file's; and the file's columns that nothing is read from."""

    mapping: dict[str, str]
    unused: list[str]

    @classmethod
    def of(cls, names: Sequence[str], told: Mapping[str, str], kind: Kind) -> Columns:
        mapping = guess(names, told, kind)
        used = set(mapping.values())
        return cls(mapping, [name for name in names if name not in used])


def guess(columns: Iterable[str], told: Mapping[str, str], kind: Kind = ORDERS) -> dict[str, str]:
    """Our name -> the file's; `told` goes before guesses, and "" there takes a guess away.

    Refused when something needed is nowhere, or when `told` names what is not there.
    """
    columns = list(columns)
    by_folded = {_fold(column): column for column in reversed(columns)}
    mapping = {
        ours: by_folded[name]
        for ours, names in kind.known.items()
        for name in reversed(names)
        if name in by_folded
    } | dict(told)
    mapping = {ours: theirs for ours, theirs in mapping.items() if theirs}
    unknown = [theirs for theirs in told.values() if theirs and theirs not in columns]
    unknown += [ours for ours in told if ours not in kind.known]
    if unknown:
        facts = {"unknown": unknown, "columns": columns, "known": list(kind.known)}
        raise Refused(Refusal("columns_unknown", facts))
    missing = [" / ".join(group) for group in kind.needed if not mapping.keys() & set(group)]
    if missing:
        raise Refused(Refusal("columns_missing", {"missing": missing, "columns": columns}))
    return mapping


def _fold(column: str) -> str:
    folded = column.strip().lower().replace("ё", "е")
    return folded.replace(" ", "_").replace("-", "_").replace(".", "")
