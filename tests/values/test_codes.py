"""A code is read as it was printed, however it is typed; a slip of the finger is seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kopilka.values.codes import ALPHABET, SECRET_BYTES, code_of, read_code

SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@given(SECRETS)
def test_it_is_read_in_any_case_with_or_without_hyphens(secret: bytes) -> None:
    code = code_of(secret)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(code) == read_code(typed) == code
    assert [len(part) for part in code.split("-")] == [4, 4, 4]


@given(SECRETS, st.integers(0, 11), st.integers(1, 31))
def test_one_wrong_character_is_seen(secret: bytes, place: int, by: int) -> None:
    code = list(code_of(secret).replace("-", ""))
    code[place] = ALPHABET[(ALPHABET.index(code[place]) + by) % 32]
    assert read_code("".join(code)) is None


@given(SECRETS, st.integers(0, 10))
def test_two_neighbours_that_changed_places_are_seen(secret: bytes, place: int) -> None:
    code = list(code_of(secret).replace("-", ""))
    swapped = [*code[:place], code[place + 1], code[place], *code[place + 2 :]]
    assert swapped == code or read_code("".join(swapped)) is None


def test_fifty_five_bits_are_used() -> None:
    """Each bit of the secret but the highest makes another code."""
    alone = {code_of((1 << bit).to_bytes(SECRET_BYTES, "big")) for bit in range(55)}
    assert len(alone) == 55
    assert code_of(bytes(SECRET_BYTES)) not in alone


def test_what_is_no_code_is_none() -> None:
    assert read_code("") is None
    assert read_code("7K3M-9Q0T-XB2") is None
    assert read_code("7K3M-9Q0T-XBU2") is None
