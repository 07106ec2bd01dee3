"""Which column of a file is what: guessed from the names people use, or told by --map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kopilka.values.refusals import Refusal, Refused

KNOWN: dict[str, tuple[str, ...]] = {
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
    "member_id": (
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
        "id_клиента",
        "код_клиента",
    ),
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
    "amount": ("amount", "sales_value", "line_total", "line_amount", "стоимость", "сумма_строки"),
    "sku": ("sku", "product_id", "product", "article", "артикул", "товар"),
    "category": ("category", "product_category", "department", "категория", "группа"),
    "brand": ("brand", "manufacturer", "бренд", "марка"),
    "quantity": ("quantity", "qty", "count", "number_of_cds", "количество", "кол_во"),
    "known_at": ("known_at", "received_at"),
    "channel": ("channel", "канал"),
}


def guess(columns: Iterable[str], told: Mapping[str, str]) -> dict[str, str]:
    """Our name -> the file's; refused when what is needed is nowhere, with what was there."""
    columns = list(columns)
    by_folded = {_fold(column): column for column in columns}
    mapping = {
        ours: by_folded[name]
        for ours, names in KNOWN.items()
        for name in reversed(names)
        if name in by_folded
    }
    unknown = [theirs for theirs in told.values() if theirs not in columns]
    strange = [ours for ours in told if ours not in KNOWN]
    mapping.update(told)
    missing = [] if unknown or strange else _missing(mapping)
    if unknown or strange or missing:
        facts = {"missing": missing, "unknown": unknown + strange, "columns": columns}
        raise Refused(Refusal("columns_missing", facts))
    return mapping


def _fold(column: str) -> str:
    return column.strip().lower().replace(" ", "_").replace("-", "_").lstrip("\ufeff")


def _missing(mapping: Mapping[str, str]) -> list[str]:
    missing = [ours for ours in ("member_id", "placed_at") if ours not in mapping]
    if "total" not in mapping and "amount" not in mapping:
        missing.append("total")
    return missing
