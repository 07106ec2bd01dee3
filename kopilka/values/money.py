"""Money as an integer of minor units with its currency in the type."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}


def minor_exponent(currency: str) -> int:
    """How many decimal places the currency's minor unit has."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str | Decimal, currency: str) -> Money:
        """Raises ValueError for what is not a finite decimal with the currency's places at most."""
        return cls(to_minor(Decimal(text), currency), currency)

    def __add__(self, other: Money) -> Money:
        assert self.currency == other.currency, "currencies do not mix"
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        return f"{from_minor(self.minor, self.currency)} {self.currency}"


def to_minor(amount: Decimal, currency: str) -> int:
    """Raises ValueError when `amount` has more decimal places than the currency or is no number."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount of money")
    minor = amount.scaleb(minor_exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} has more decimal places than {currency} allows")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_exponent(currency))
