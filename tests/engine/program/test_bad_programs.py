"""Program files with faults: each is named with its line, in English and in Russian."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation
from engine.program.coupon_faults import COUPON_FAULTS

import kopilka
from kopilka.engine.program.whole import read_tree
from kopilka.fronts.wording.program_faults import SENTENCES, say_fault
from kopilka.plumbing.yaml.reading import parse
from kopilka.values.documents import ProgramFaults

HEAD = """kopilka: 1
name: Club
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {name: points}
"""
"""Six lines: what follows starts in the seventh."""


def faults_of(text: str) -> ProgramFaults:
    with pytest.raises(ProgramFaults) as found:
        read_tree(parse(text))
    return found.value


def said(text: str, language: str = "en") -> list[str]:
    with translation.override(language):
        return [f"{fault.line}: {say_fault(fault)}" for fault in faults_of(text).faults]


def wallet(terms: str) -> str:
    return HEAD.replace("{name: points}", f"{{{terms}}}")


def rule(terms: str) -> str:
    return f"{HEAD}earn:\n  - {{id: a, {terms}}}\n"


def tiers(*levels: str, terms: str = "") -> str:
    listed = "".join(f"    - {{{level}}}\n" for level in levels)
    return f"{HEAD}tiers:\n{terms}  levels:\n{listed}"


FAULTS: list[tuple[str, str, str, str]] = [
    # code, text, English, Russian
    (
        "unknown_word",
        HEAD + "ern: []\n",
        "7: program: there is no word “ern”. Did you mean “earn”?",
        "7: программа: слова «ern» здесь нет. Может быть, «earn»?",
    ),
    (
        "unknown_word",
        wallet("worht: 1"),
        "6: wallet: there is no word “worht”. Did you mean “worth”?",
        "6: кошелёк: слова «worht» здесь нет. Может быть, «worth»?",
    ),
    (
        "unknown_word",
        wallet("pending: {zzz: 1d}"),
        "6: pending: there is no word “zzz”. Known are: after, for, at_most.",
        "6: pending: слова «zzz» здесь нет. Известны: after, for, at_most.",
    ),
    (
        "unknown_choice",
        wallet("rounding: upwards"),
        "6: rounding: “upwards” is none of down, half_up, half_even.",
        "6: rounding: «upwards» — не из числа down, half_up, half_even.",
    ),
    (
        "not_a_map",
        HEAD.replace("{name: points}", "points"),
        "6: wallet: a map of words is needed, not “points”.",
        "6: кошелёк: нужен словарь, а не «points».",
    ),
    (
        "no_wallets",
        HEAD.replace("\n  points: {name: points}", " 5"),
        "5: wallets: a map is needed, of a wallet's id and its terms.",
        "5: wallets: нужен словарь: имя кошелька и его условия.",
    ),
    (
        "not_a_list",
        HEAD + "earn: {id: a}\n",
        "7: earn: a list is needed, not “a map”.",
        "7: earn: нужен список, а не «a map».",
    ),
    (
        "not_one_word",
        wallet("decimals: [1]"),
        "6: decimals: one word is needed, not a list.",
        "6: decimals: нужно одно слово, а не a list.",
    ),
    ("bad_name", wallet("name: [a]"), "6: name: one text is needed", "6: name: нужен один текст"),
    (
        "missing",
        "kopilka: 1\nname: Club\n",
        "1: program: needed, and not there: currency, timezone, wallets.",
        "1: программа: нужно и не указано: currency, timezone, wallets.",
    ),
    (
        "twice",
        HEAD + "name: Other\n",
        "7: program: “name” stands there twice.",
        "7: программа: «name» стоит дважды.",
    ),
    (
        "twice",
        HEAD + "earn:\n  - {id: a, give: 1%}\n  - {id: a, give: 2%}\n",
        "9: earn: “a” stands there twice.",
        "9: earn: «a» стоит дважды.",
    ),
    (
        "twice",
        HEAD + "discounts:\n  - {id: a, give: 1%}\n  - {id: a, give: 2%}\n",
        "9: discounts: “a” stands there twice.",
        "9: discounts: «a» стоит дважды.",
    ),
    (
        "twice",
        wallet("name: {ru: a, ru: b}"),
        "6: name: “ru” stands there twice.",
        "6: name: «ru» стоит дважды.",
    ),
    (
        "twice",
        tiers("id: a, from: 0", "id: b, from: 1", "id: a, from: 2"),
        "11: levels: “a” stands there twice.",
        "11: levels: «a» стоит дважды.",
    ),
    (
        "twice",
        rule("give: 1%, when: {order.total: {at_least: 1}, order.total: {below: 9}}"),
        "8: when: “order.total” stands there twice.",
        "8: when: «order.total» стоит дважды.",
    ),
    (
        "missing",
        tiers("id: a, from: 0", terms="  by: {}\n"),
        "8: by: needed, and not there: earned.",
        "8: by: нужно и не указано: earned.",
    ),
    ("bad_id", rule("give: 1%, best_of: два"), "8: best_of: “два” may have", "8: best_of: в «два»"),
    (
        "not_a_number",
        wallet("worth: abc"),
        "6: worth: “abc” is no number.",
        "6: worth: «abc» — не число.",
    ),
    (
        "not_a_number",
        wallet("worth: .nan"),
        "6: worth: “.nan” is no number.",
        "6: worth: «.nan» — не число.",
    ),
    (
        "not_a_number",
        wallet("worth: NaN"),
        "6: worth: “NaN” is no number.",
        "6: worth: «NaN» — не число.",
    ),
    (
        "number_too_large",
        wallet("worth: 1e999999"),
        "6: worth: 1e999999 is too large.",
        "6: worth: 1e999999 — слишком много.",
    ),
    (
        "number_too_large",
        wallet("decimals: 7"),
        "6: decimals: 7 is too large.",
        "6: decimals: 7 — слишком много.",
    ),
    (
        "number_too_large",
        wallet("decimals: 6, limits: {balance: 1e12}"),
        "6: balance: 1e12 is too large.",
        "6: balance: 1e12 — слишком много.",
    ),
    (
        "too_many_places",
        wallet("worth: 0.0000001"),
        "6: worth: 0.0000001 has more than 6 decimal places.",
        "6: worth: в 0.0000001 больше 6 знаков после запятой.",
    ),
    (
        "number_too_large",
        rule("give: " + "9" * 5000),
        f"8: give: {'9' * 59}… is too large.",
        f"8: give: {'9' * 59}… — слишком много.",
    ),
    (
        "negative",
        wallet("worth: -0.10"),
        "6: worth: -0.10 is negative.",
        "6: worth: -0.10 — отрицательное число.",
    ),
    (
        "not_positive",
        wallet("worth: 0"),
        "6: worth: 0 is not above zero.",
        "6: worth: 0 — не больше нуля.",
    ),
    (
        "not_whole",
        wallet("decimals: 1.5"),
        "6: decimals: a whole number from 0 is needed, not 1.5.",
        "6: decimals: нужно целое число от 0, а не 1.5.",
    ),
    (
        "too_many_places",
        rule("give: [{from: 0.001, give: 5%}]"),
        "8: from: 0.001 has more than 2 decimal places.",
        "8: from: в 0.001 больше 2 знаков после запятой.",
    ),
    (
        "too_many_places",
        rule("give: 0.1"),
        "8: give: 0.1 has more than 0 decimal places.",
        "8: give: в 0.1 больше 0 знаков после запятой.",
    ),
    (
        "not_a_percent",
        wallet("redeem: {max_share: 0.5}"),
        "6: max_share: a per cent is needed, such as 5%, not “0.5”.",
        "6: max_share: нужен процент, например 5%, а не «0.5».",
    ),
    (
        "over_100_percent",
        rule("give: 101%"),
        "8: give: 101% is more than 100 %.",
        "8: give: 101% — больше 100 %.",
    ),
    (
        "bad_multiplier",
        rule("multiply: 1"),
        "8: multiply: a number above 1 and up to 100 is needed, not 1.",
        "8: multiply: нужно число больше 1 и не больше 100, а не 1.",
    ),
    (
        "bad_per",
        rule("give: 1 per 0"),
        "8: give: “1 per 0” is not such as 1 per 10",
        "8: give: «1 per 0» — не вида 1 per 10",
    ),
    (
        "not_a_duration",
        wallet("expires: 6 months"),
        "6: expires: a duration such as 24h, 14d, 6mo or 1y is needed, not “6 months”.",
        "6: expires: нужен срок, например 24h, 14d, 6mo или 1y, а не «6 months».",
    ),
    (
        "duration_too_long",
        wallet("expires: 99999mo"),
        "6: expires: 99999mo is longer than 100 years.",
        "6: expires: 99999mo — больше 100 лет.",
    ),
    (
        "not_a_date",
        rule("give: 1%, when: {date: {at_least: 31.12.2026}}"),
        "8: date: a day such as 2026-12-31 is needed, not “31.12.2026”.",
        "8: date: нужен день, например 2026-12-31, а не «31.12.2026».",
    ),
    (
        "unknown_timezone",
        HEAD.replace("Europe/Moscow", "Europe/Moskow"),
        "4: timezone: there is no time zone “Europe/Moskow”. Did you mean “Europe/Moscow”?",
        "4: timezone: часового пояса «Europe/Moskow» нет. Может быть, «Europe/Moscow»?",
    ),
    ("two_expiries", wallet("expires: {after: 1d, inactive: 1d}"), "6: expires:", "6: expires:"),
    (
        "unknown_currency",
        HEAD.replace("RUB", "rubles"),
        "3: currency: three capital letters such as RUB are needed, not “rubles”.",
        "3: currency: нужны три заглавные латинские буквы, например RUB, а не «rubles».",
    ),
    (
        "wallet_missing",
        HEAD + "  coins: {}\nearn:\n  - {id: a, give: 1%}\n",
        "9: wallet: there are several wallets, say which: points, coins.",
        "9: кошелёк: кошельков несколько, укажите какой: points, coins.",
    ),
    (
        "give_or_multiply",
        rule("give: 1%, multiply: 2"),
        "8: rule: one of “give” and “multiply” is needed, and not both.",
        "8: правило: нужно одно из двух: «give» или «multiply».",
    ),
    ("by_without_brackets", rule("give: 1%, by: member.tier"), "8: by: goes with", "8: by: бывает"),
    ("by_missing", rule("give: {a: 1%}"), "8: by: a map of gives needs it", "8: by: нужно к"),
    (
        "brackets_out_of_order",
        rule("give: [{from: 10, give: 1%}, {from: 10, give: 2%}]"),
        "8: from: brackets rise, and 10 is not above the one before.",
        "8: from: ступени идут вверх, а 10 — не выше предыдущей.",
    ),
    (
        "limit_of_what",
        rule("give: 1, limit: {in: day}"),
        "8: limit: one of “times” and “units” is needed, and not both.",
        "8: предел: нужно одно из двух: «times» или «units».",
    ),
    (
        "unknown_fact",
        rule("give: 1%, when: {member.teir: gold}"),
        "8: There is no fact “member.teir” to look at. Did you mean “member.tier”?",
        "8: Сведения «member.teir» нет. Может быть, «member.tier»?",
    ),
    (
        "nothing_compared",
        rule("give: 1%, when: {order.total: {}}"),
        "8: order.total: say at_least, below, not or within.",
        "8: order.total: укажите at_least, below, not или within.",
    ),
    (
        "bad_test",
        rule("give: 1%, when: {order.channel: {at_least: 5}}"),
        "8: order.channel: cannot be compared in this way, only by not.",
        "8: order.channel: так сравнивать нельзя, можно только: not.",
    ),
    (
        "bad_test",
        rule("give: 1%, when: {member.birthday: 5}"),
        "8: member.birthday: cannot be compared in this way, only by within.",
        "8: member.birthday: так сравнивать нельзя, можно только: within.",
    ),
    (
        "never_holds",
        rule("give: 1%, when: {order.total: {at_least: 100, below: 50}}"),
        "8: below: 50 is not above “at_least”, so that this never holds.",
        "8: below: 50 не больше «at_least», поэтому это никогда не выполняется.",
    ),
    (
        "number_too_large",
        rule("give: 1%, when: {hour: {at_least: 25}}"),
        "8: hour: 25 is too large.",
        "8: hour: 25 —",
    ),
    (
        "nothing_in_it",
        rule("give: []"),
        "8: give: nothing stands in it; fill it or leave the word out.",
        "8: give: внутри пусто; заполните или уберите это слово.",
    ),
    (
        "nothing_in_it",
        HEAD + "tiers: {levels: []}\n",
        "7: levels: nothing stands in it; fill it or leave the word out.",
        "7: levels: внутри пусто; заполните или уберите это слово.",
    ),
    (
        "nothing_in_it",
        HEAD + "never: {}\n",
        "7: never: nothing stands in it; fill it or leave the word out.",
        "7: never: внутри пусто; заполните или уберите это слово.",
    ),
    (
        "nothing_in_it",
        rule("give: 1%, when: {any: []}"),
        "8: any: nothing stands in it; fill it or leave the word out.",
        "8: any: внутри пусто; заполните или уберите это слово.",
    ),
    (
        "nothing_in_it",
        rule("give: 1%, lines: {category: []}"),
        "8: category: nothing stands in it; fill it or leave the word out.",
        "8: category: внутри пусто; заполните или уберите это слово.",
    ),
    (
        "not_positive",
        wallet("expires: 0"),
        "6: expires: 0 is not above zero.",
        "6: expires: 0 —",
    ),
    (
        "missing",
        wallet("expires: {round: end_of_month}"),
        "6: expires: needed, and not there: after.",
        "6: expires:",
    ),
    (
        "goes_with",
        wallet("pending: {for: 14d, at_most: 3d}"),
        "6: at_most: goes with after only.",
        "6: at_most: бывает только у after.",
    ),
    (
        "unknown_choice",
        rule("on: order.payed, give: 1%"),
        "8: on: “order.payed” is none of order.paid. Did you mean “order.paid”?",
        "8: on: «order.payed» — не из числа order.paid. Может быть, «order.paid»?",
    ),
    (
        "goes_with",
        rule("on: review.approved, give: 5, when: {order.total: {at_least: 5}}"),
        "8: order.total: goes with on: order.paid only.",
        "8: order.total: бывает только у on: order.paid.",
    ),
    (
        "goes_with",
        rule("on: review.approved, give: 5, lines: {category: tea}"),
        "8: lines: goes with on: order.paid only.",
        "8: lines: бывает только у on: order.paid.",
    ),
    (
        "tag",
        HEAD.replace("currency: RUB", "currency: !!str RUB"),
        "3: Types of YAML (!…) are not read; write plain words.",
        "3: Типы YAML (!…) не читаются; пишите простые слова.",
    ),
    (
        "goes_with",
        rule("give: 1%, when: {order.total: {at_least: 1, over: 1mo}}"),
        "8: over: goes with member.spend, member.orders only.",
        "8: over: бывает только у member.spend, member.orders.",
    ),
    (
        "cyclic",
        HEAD + "earn:\n  - {id: a, multiply: 2, of: [b]}\n  - {id: b, multiply: 3}\n",
        "8: of: the rule b is a multiplier itself.",
        "8: of: правило b само — множитель.",
    ),
    (
        "unknown_rule",
        HEAD + "earn:\n  - {id: buy, give: 1%}\n  - {id: b, multiply: 2, of: [\n      bye]}\n",
        "10: of: in this wallet no rule bye gives anything. Did you mean “buy”?",
        "10: of: в этом кошельке нет правила bye, которое что-то даёт. Может быть, «buy»?",
    ),
    (
        "other_wallet",
        HEAD
        + "  stamps: {}\nearn:\n  - {id: buy, wallet: stamps, give: 1}\n"
        + "  - {id: b, wallet: points, multiply: 2, of: [buy]}\n",
        "10: of: the rule buy does not give into the wallet points.",
        "10: of: правило buy начисляет не в кошелёк points.",
    ),
    (
        "unknown_tier",
        tiers("id: gold, from: 0") + "discounts:\n  - {id: a, by: member.tier, give: {glod: 1%}}\n",
        "11: member.tier: there is no tier glod. Did you mean “gold”?",
        "11: member.tier: уровня glod нет. Может быть, «gold»?",
    ),
    (
        "unknown_tier",
        rule("give: 1%, when: {member.tier: {not: [gold]}}"),
        "8: member.tier: there is no tier gold.",
        "8: member.tier: уровня gold нет.",
    ),
    (
        "not_positive",
        HEAD + "plans:\n  - {id: a, period: 0}\n",
        "8: period: 0 is not above zero.",
        "8: period: 0 — не больше нуля.",
    ),
    (
        "unknown_entry",
        HEAD + "plans:\n  - {id: a, period: 1mo, wallet: poits}\n",
        "8: wallet: the program has no wallet “poits”. Did you mean “points”?",
        "8: кошелёк: в программе этого нет: кошелёк «poits». Может быть, «points»?",
    ),
    (
        "not_positive",
        HEAD + "rewards:\n  - {id: a, kind: gift, price: 0}\n",
        "8: price: 0 is not above zero.",
        "8: price: 0 — не больше нуля.",
    ),
    (
        "give_of_discounts",
        HEAD + "rewards:\n  - {id: a, kind: gift, price: 5, give: 5%}\n",
        "8: give: a reward of the kind discount needs it, and no other has it.",
        "8: give: у награды вида discount это есть всегда, у других — никогда.",
    ),
    (
        "give_of_discounts",
        HEAD + "rewards:\n  - {id: a, kind: discount, price: 5}\n",
        "8: give: a reward of the kind discount needs it, and no other has it.",
        "8: give: у награды вида discount это есть всегда, у других — никогда.",
    ),
    (
        "ends_before_it_starts",
        HEAD + "rewards:\n  - {id: a, kind: gift, price: 5, from: 2026-02-01, until: 2026-02-01}\n",
        "8: until: 2026-02-01 is not after the day it starts.",
        "8: until: 2026-02-01 — не позже дня начала.",
    ),
    (
        "not_a_date",
        HEAD + "rewards:\n  - {id: a, kind: gift, price: 5, from: 2026-02-31}\n",
        "8: from: a day such as 2026-12-31 is needed, not “2026-02-31”.",
        "8: from: нужен день, например 2026-12-31, а не «2026-02-31».",
    ),
    (
        "period_of_nothing",
        HEAD + "rewards:\n  - {id: a, kind: gift, price: 5, in: month}\n",
        "8: in: goes with “per_member” only.",
        "8: in: пишется только вместе с «per_member».",
    ),
    (
        "unknown_lane",
        HEAD + "discounts:\n  - {id: a, give: 1%, lane: club}\ntogether: {points_with: [clubb]}\n",
        "9: points_with: no discount is in the lane clubb. Did you mean “club”?",
        "9: points_with: в полосе clubb нет ни одной скидки. Может быть, «club»?",
    ),
    (
        "first_tier_above_zero",
        tiers("id: a, from: 5"),
        "9: from: the first tier starts from 0.",
        "9: from: первый уровень начинается с 0.",
    ),
    (
        "tiers_out_of_order",
        tiers("id: a, from: 0", "id: b, from: 9", "id: c, from: 9"),
        "11: from: tiers rise, and c does not start above b.",
        "11: from: уровни идут вверх, а c начинается не выше, чем b.",
    ),
    *COUPON_FAULTS,
    *COUPON_FAULTS,
    # the text itself
    ("empty", "", "1: The text is empty.", "1: Текст пуст."),
    ("empty", "# only a remark\n", "1: The text is empty.", "1: Текст пуст."),
    (
        "zero_byte_in_text",
        "kopilka: 1\nname: \0\n",
        "2: A zero byte stands in the text.",
        "2: В тексте стоит нулевой байт.",
    ),
    ("not_yaml", "kopilka: 1\nname: 'Club\n", "3: This is not YAML: ", "3: Это не YAML: "),
    ("not_yaml", "kopilka: 1\n\tname: Club\n", "2: This is not YAML: ", "2: Это не YAML: "),
    ("not_yaml", "a: [1, 2\nb: 3\n", "2: This is not YAML: ", "2: Это не YAML: "),
    ("too_deep", "a: " + "[" * 31, "1: The text is nested more", "1: Вложенность текста больше 30"),
    ("too_deep", "[" * 100_000, "1: The text is nested more", "1: Вложенность текста больше 30"),
    (
        "anchor",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        "1: Anchors and references (& and *) are not read; write the words out.",
        "1: Якоря и ссылки (& и *) не читаются; напишите слова целиком.",
    ),
    ("anchor", "kopilka: 1\n<<: *base\n", "2: Anchors and references", "2: Якоря и ссылки"),
    ("two_documents", "kopilka: 1\n---\nname: x\n", "2: A second document", "2: Начинается второй"),
    ("bad_key", "? [a]\n: b\n", "1: A word of a map is plain text.", "1: Слово словаря — простой"),
    ("too_large", "a" * 300_000, "1: The text has more than 262144", "1: В тексте больше 262144"),
]


@pytest.mark.parametrize(
    ("code", "text", "english", "russian"),
    FAULTS,
    ids=[f"{n}-{f[0]}" for n, f in enumerate(FAULTS)],
)
def test_a_fault_is_named_with_its_line_in_both_languages(
    code: str, text: str, english: str, russian: str
) -> None:
    (fault,) = faults_of(text).faults
    assert fault.code == code
    assert said(text)[0].startswith(english)
    assert said(text, "ru")[0].startswith(russian)


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    text = """kopilka: 2
currency: RUB
timezone: Mars/Olympus
wallets:
  points: {worth: -1, expires: soon}
earn:
  - {id: a, give: 500%}
  - {give: 5%}
"""
    assert [(fault.line, fault.code) for fault in faults_of(text).faults] == [
        (1, "missing"),
        (1, "unknown_choice"),
        (3, "unknown_timezone"),
        (5, "negative"),
        (5, "not_a_duration"),
        (7, "over_100_percent"),
        (8, "missing"),
    ]


def test_a_reference_that_doubles_at_each_step_is_refused_before_it_is_followed() -> None:
    lines = ["a0: &a0 [x, x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 25)
    ]
    assert [fault.code for fault in faults_of("\n".join(lines)).faults] == ["anchor"]


def test_a_decimal_is_exact() -> None:
    program = read_tree(parse(wallet("worth: 0.1")))
    assert program.wallets["points"].worth * 10 == 1


def test_json_is_read_as_well() -> None:
    text = (
        '{"kopilka": 1, "name": "Club", "currency": "RUB", "timezone": "UTC",'
        ' "wallets": {"points": {"worth": 0.1}}, "earn": [{"id": "a", "give": "5%"}]}'
    )
    assert read_tree(parse(text)).earn[0].id == "a"


def test_every_fault_has_its_sentence_and_a_case_here() -> None:
    produced = {code for code, *_ in FAULTS} | {"program_missing"}
    assert set(SENTENCES) == _codes_in_the_source()
    assert set(SENTENCES) <= produced


READERS = ("reading", "sections", "whole")


def _codes_in_the_source() -> set[str]:
    """The code in every `fault(node, code, …)`, `_stop(code, …)` and `Fault(code, …)`.

    And in every `(word, code)` that an entry finds in its own `faults`.
    """
    package = Path(kopilka.__file__).parent
    paths = [path for each in READERS for path in package.glob(f"engine/program/{each}/*.py")]
    paths.append(package / "plumbing/yaml/reading.py")
    codes = set()
    for path in [*paths, package / "loyalty/programs/library.py"]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.FunctionDef) and call.name == "faults":
                codes |= _codes_of_an_entry(call)
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            place = {"fault": 1, "_stop": 0, "Fault": 0}.get(name)
            if place is not None and len(call.args) > place:
                codes |= _constants(call.args[place])
    return codes


def _codes_of_an_entry(function: ast.FunctionDef) -> set[str]:
    body = [node for statement in function.body for node in ast.walk(statement)]
    pairs = [node for node in body if isinstance(node, ast.Tuple) and len(node.elts) == 2]
    return {code for pair in pairs for code in _constants(pair.elts[1])}


def _constants(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body) | _constants(node.orelse)
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {str(node.value)} if constant else set()  # type: ignore[attr-defined]
