"""Rows that are packed hold what a dictionary would, however they come and go."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.runtime import rows as packed
from leadcore.runtime.rows import Rows

KEYS = st.sampled_from([f"p1.{number}".encode() for number in range(40)])
VALUES = st.binary(min_size=1, max_size=200)
DOINGS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, VALUES),
        st.tuples(st.just("remove"), KEYS, st.just(b"")),
        st.tuples(st.just("sweep"), st.just(b""), st.binary(min_size=1, max_size=1)),
    ),
    max_size=300,
)


@settings(deadline=None)
@given(DOINGS)
def test_they_hold_what_a_dictionary_would(doings: list[tuple[str, bytes, bytes]]) -> None:
    rows, model = Rows(), dict[bytes, bytes]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(packed, "LOOSE", 300)
        patched.setattr(packed, "LEAST_SLOTS", 2)
        rows = Rows()
        for doing, key, row in doings:
            if doing == "put":
                rows.put(key, row)
                model[key] = row
            elif doing == "remove":
                rows.remove(key)
                model.pop(key, None)
            else:
                gone = [each for each, value in model.items() if value < row]
                assert rows.sweep(lambda value, row=row: value < row) == len(gone)  # type: ignore[misc]
                for each in gone:
                    del model[each]
            assert len(rows) == len(model)
        for number in range(40):
            key = f"p1.{number}".encode()
            assert rows.get(key) == model.get(key)


def test_what_was_replaced_or_removed_does_not_stay_for_ever() -> None:
    rows = Rows()
    for size in range(1, 400):
        for number in range(100):
            rows.put(b"k-%d" % number, bytes(size))
    assert len(rows._held) < 100 * (400 + packed.HEAD) * 2 + packed.LOOSE
    for number in range(99):
        rows.remove(b"k-%d" % number)
    rows.put(b"k-99", bytes(4000))
    rows.put(b"k-99", bytes(8000))
    assert len(rows._held) < 3 * packed.LOOSE
    assert rows.get(b"k-99") == bytes(8000)


def test_a_hundred_thousand_take_little_more_than_their_bytes() -> None:
    rows, row = Rows(), struct.pack(">q", 1) + bytes(52)
    for number in range(100_000):
        rows.put(b"p1.%043d" % number, row)
    assert len(rows) == 100_000
    held = rows._held.__sizeof__() + len(rows._places) * rows._places.itemsize
    assert held < 100_000 * (len(row) + packed.HEAD) * 1.3 + 2**20
    assert all(rows.get(b"p1.%043d" % number) == row for number in range(0, 100_000, 997))
