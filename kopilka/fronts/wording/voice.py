"""How numbers, money, units and dates are said to one reader: language, currency, time zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
)

from kopilka.engine.program.model import Program, Text, Wallet
from kopilka.values.money import from_minor, minor_exponent

_FORM_PLACE = {"one": 0, "few": 1, "many": 2, "other": -1}
_MINUS = str.maketrans("-", "−")


@dataclass(frozen=True, slots=True)
class Voice:
    """Amounts arrive as integers of minor money or of a wallet's smallest units."""

    language: str
    currency: str
    timezone: str
    wallets: Mapping[str, Wallet] = field(default_factory=dict)
    tiers: Mapping[str, Text] = field(default_factory=dict)
    rules: Mapping[str, Text] = field(default_factory=dict)
    perks: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of_program(cls, language: str, program: Program) -> Voice:
        levels = program.tiers.levels if program.tiers else ()
        tiers = {tier.id: tier.name for tier in levels}
        return cls(
            language,
            program.currency,
            program.timezone,
            program.wallets,
            tiers,
            {rule.id: rule.name for rule in program.earn},
            program.perks,
        )

    # -------------------------------------------------------------- numbers

    def number(self, value: int | Decimal) -> str:
        return format_decimal(value, locale=self.language)

    def exact(self, value: Fraction) -> str:
        """A fraction as a decimal of four places at most: the step before rounding."""
        shown = round(Decimal(value.numerator) / Decimal(value.denominator), 4).normalize()
        return format_decimal(shown, locale=self.language, format="#,##0.####")

    def percent(self, share: Fraction, places: int = 1) -> str:
        value = Decimal(share.numerator) / Decimal(share.denominator)
        pattern = "0." + "#" * places if places else "0"
        pattern = f"#,##{pattern}{self.percent_sign}"
        return format_percent(value, locale=self.language, format=pattern)

    @property
    def percent_sign(self) -> str:
        return "\N{NO-BREAK SPACE}%" if self.language == "ru" else "%"

    @property
    def decimal_point(self) -> str:
        return get_decimal_symbol(self.language)

    # -------------------------------------------------------------- money

    def money(self, minor: int) -> str:
        """To the minor unit, always."""
        amount = from_minor(minor, self.currency)
        return self._signed(format_currency(amount, self.currency, locale=self.language))

    def _signed(self, text: str) -> str:
        """Babel knows the rouble's sign in Russian only, and writes a hyphen for the minus."""
        return text.replace("RUB", "₽").translate(_MINUS)

    def sum(self, minor: int) -> str:
        """In a sentence: whole sums go without their empty decimals."""
        if minor % 10 ** minor_exponent(self.currency):
            return self.money(minor)
        return self.about(minor)

    def about(self, minor: int) -> str:
        """Rounded to whole units of the currency: for large figures."""
        whole = round(from_minor(minor, self.currency))
        pattern = "#,##0 ¤" if self.language == "ru" else "¤#,##0;-¤#,##0"
        return self._signed(
            format_currency(
                whole, self.currency, format=pattern, locale=self.language, currency_digits=False
            )
        )

    def short_money(self, minor: int) -> str:
        """`50 тыс. $`, for the edge of a chart."""
        whole = round(from_minor(minor, self.currency))
        if abs(whole) < 10_000:
            return self.about(minor)
        said = format_compact_currency(
            whole, self.currency, locale=self.language, fraction_digits=1
        )
        return self._signed(said)

    def exact_money(self, minor: Fraction) -> str:
        """With up to four decimals, in the middle of a calculation."""
        major = minor / 10 ** minor_exponent(self.currency)
        value = round(Decimal(major.numerator) / Decimal(major.denominator), 4)
        pattern = "#,##0.00## ¤" if self.language == "ru" else "¤#,##0.00##;-¤#,##0.00##"
        said = format_currency(
            value, self.currency, format=pattern, locale=self.language, currency_digits=False
        )
        return self._signed(said)

    def worth(self, wallet_id: str, units: int) -> int:
        """What the units pay for, in minor money, rounded down."""
        wallet = self.wallets.get(wallet_id)
        return int(units * wallet.minor_per_unit(self.currency)) if wallet else 0

    # -------------------------------------------------------------- units

    def units(self, wallet_id: str, units: int) -> str:
        """`1 540 баллов`: the number with the wallet's name in the right plural form."""
        wallet = self.wallets.get(wallet_id)
        amount = self.amount(wallet_id, units)
        name = self.unit_name(wallet, units) if wallet else wallet_id
        return f"{amount} {name}"

    def amount(self, wallet_id: str, units: int) -> str:
        wallet = self.wallets.get(wallet_id)
        if wallet is None or not wallet.decimals:
            return self.number(units).translate(_MINUS)
        places = "0" * wallet.decimals
        value = Decimal(units).scaleb(-wallet.decimals)
        shown = format_decimal(value, locale=self.language, format=f"#,##0.{places}")
        return shown.translate(_MINUS)

    def short_amount(self, wallet_id: str, units: int) -> str:
        """`1,5 млн`, for the edge of a chart."""
        wallet = self.wallets.get(wallet_id)
        whole = units // wallet.scale if wallet else units
        if whole < 10_000:
            return self.amount(wallet_id, units)
        return format_compact_decimal(whole, locale=self.language, fraction_digits=1)

    def exact_units(self, wallet: Wallet, units: Fraction) -> str:
        """`97,64 балла`: smallest units before they are rounded."""
        whole = units.denominator == 1
        name = self.unit_name(wallet, int(units)) if whole else self._part_name(wallet)
        return f"{self.exact(units / wallet.scale)} {name}"

    def unit_name(self, wallet: Wallet, units: int) -> str:
        forms = self.text_forms(wallet.name) or (wallet.id,)
        if units % wallet.scale:
            return self._part_name(wallet)
        category = Locale.parse(self.language).plural_form(abs(units // wallet.scale))
        return forms[min(_FORM_PLACE.get(category, -1), len(forms) - 1)]

    def _part_name(self, wallet: Wallet) -> str:
        forms = self.text_forms(wallet.name) or (wallet.id,)
        return forms[1] if len(forms) > 2 else forms[-1]

    def wallet_name(self, wallet_id: str) -> str:
        """The wallet as a heading: the form used for many."""
        wallet = self.wallets.get(wallet_id)
        forms = self.text_forms(wallet.name) if wallet else ()
        return forms[-1] if forms else wallet_id

    def wallet_title(self, wallet_id: str) -> str:
        """Where it stands alone: of three forms the first, as the others go with a number."""
        wallet = self.wallets.get(wallet_id)
        forms = self.text_forms(wallet.name) if wallet else ()
        return forms[0] if len(forms) > 2 else self.wallet_name(wallet_id)

    # -------------------------------------------------------------- texts

    def phone(self, e164: str) -> str:
        """`+7 916 123-45-67`; as it stands where it is no number."""
        try:
            number = phonenumbers.parse(e164)
        except phonenumbers.NumberParseException:
            return e164
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def either(self, parts: Iterable[str]) -> str:
        """`a, b or c`."""
        return format_list(list(parts), style="or", locale=self.language)

    def tier(self, tier_id: str) -> str:
        return self.text(self.tiers.get(tier_id, ""), tier_id)

    def rule(self, rule_id: str) -> str:
        return self.text(self.rules.get(rule_id, ""), rule_id)

    def perk(self, perk: str) -> str:
        """Its name in the program, or its id with spaces."""
        return self.text(self.perks.get(perk, ""), perk.replace("-", " "))

    def quoted(self, text: str) -> str:
        """`«Клуб „Сова“»`: quotes inside quotes are the other ones."""
        outer, inner = ("«»", "„“") if self.language == "ru" else ("“”", "‘’")
        return f"{outer[0]}{text.translate(str.maketrans(outer, inner))}{outer[1]}"

    def text(self, text: Text, otherwise: str = "") -> str:
        forms = self.text_forms(text)
        return forms[0] if forms else otherwise

    def text_forms(self, text: Text) -> tuple[str, ...]:
        """In the reader's language, else in English, else in the first language there is."""
        if isinstance(text, str):
            return (text,) if text else ()
        found = text.get(self.language) or text.get("en") or next(iter(text.values()), "")
        return (found,) if isinstance(found, str) else tuple(found)

    # -------------------------------------------------------------- time

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def day(self, moment: datetime | date) -> str:
        """`7 December 2026` on the shop's calendar."""
        day = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return format_date(day, "d MMMM y", locale=self.language)

    def short_day(self, moment: datetime | date) -> str:
        day = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return format_date(day, "d MMM y", locale=self.language)

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return format_datetime(local, "d MMM y, HH:mm", locale=self.language)

    def month(self, day: date) -> str:
        return format_date(day, "LLL y", locale=self.language)
