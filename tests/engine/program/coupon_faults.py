"""What may be wrong with a coupon: code, text, and its sentence in both languages."""

from __future__ import annotations

HEAD = """kopilka: 1
name: Club
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {name: points}
"""


def coupon(words: str) -> str:
    return HEAD + f"coupons:\n  - {{id: a, {words}}}\n"


COUPON_FAULTS: list[tuple[str, str, str, str]] = [
    (
        "twice",
        HEAD + "coupons:\n  - {id: a, code: TEA, give: 1%}\n  - {id: b, code: t-e a, give: 2%}\n",
        "9: coupons: “TEA” stands there twice.",
        "9: coupons: «TEA» стоит дважды.",
    ),
    (
        "code_or_series",
        coupon("give: 1%"),
        "8: code: a coupon has either one code or `series: true`.",
        "8: code: у купона или один код, или `series: true`.",
    ),
    (
        "bad_code",
        coupon("give: 1%, code: a-b"),
        "8: code: a code has from 3 to 64 characters, besides spaces and dashes.",
        "8: code: в коде от 3 до 64 знаков, не считая пробелов и дефисов.",
    ),
    (
        "give_or_units",
        coupon("series: true, give: 1%, units: 5"),
        "8: give: a coupon gives either something off or units.",
        "8: give: купон даёт или скидку, или единицы.",
    ),
    (
        "only_of_series",
        coupon("code: TEA, give: 1%, valid_for: 1d"),
        "8: valid_for: only codes of a series are given to single members.",
        "8: valid_for: отдельным участникам выдают только коды серии.",
    ),
    (
        "ends_before_start",
        coupon("code: TEA, give: 1%, from: 2026-03-02, until: 2026-03-01"),
        "8: until: it ends before it starts.",
        "8: until: конец раньше начала.",
    ),
    (
        "one_percent",
        coupon("code: TEA, give: 1%, limits: {per_order: 2}"),
        "8: limits: several codes on one order add up as sums or units, not per cents.",
        "8: limits: несколько кодов в одном заказе складываются как суммы или единицы",
    ),
]
