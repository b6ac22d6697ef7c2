"""
The rows of one partition of a table, packed: a million of them take a third of what a dictionary of bytes does.

    one run of bytes: digest of the key (16) · room (4) · length (4) · row · digest …
    one array of places in it, by the digest: the first free slot behind its own ends the search

A row is found by sixteen bytes of its key's BLAKE2b, not by the key itself, which nobody asks for. What a longer row
has replaced, and what was removed, stays until it is a third of all; then everything is packed anew.
"""

import struct
from array import array
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

DIGEST = 16
_SIZES = struct.Struct("<II")
HEAD = DIGEST + _SIZES.size
LEAST_SLOTS = 1024
LOOSE = 64 * 1024
"""So many bytes may lie idle whatever their share is."""


class Rows:
    """Rows by key, none of them empty. A row may take 4 GiB less what stands before it."""

    __slots__ = ("_count", "_held", "_idle", "_places", "_slots_used")

    def __init__(self) -> None:
        self._held = bytearray(1)  # no row is at place 0, which says that a slot is free
        self._places = _free(LEAST_SLOTS)
        self._count = self._idle = self._slots_used = 0

    def __len__(self) -> int:
        """How many rows there are."""
        return self._count

    def get(self, key: bytes) -> bytes | None:
        """The row of `key`, or None."""
        _, place = self._found(_digest(key))
        return self._row(place) if place and self._length(place) else None

    def put(self, key: bytes, row: bytes) -> None:
        """Put a row, which is not empty."""
        digest = _digest(key)
        slot, place = self._found(digest)
        room, length = _SIZES.unpack_from(self._held, place + DIGEST) if place else (0, 0)
        self._count += not length
        if place and len(row) <= room:
            if not length:
                self._idle -= HEAD + room
            _SIZES.pack_into(self._held, place + DIGEST, room, len(row))
            self._held[place + HEAD : place + HEAD + len(row)] = row
            return
        if length:
            self._leave(place)
        self._slots_used += not place
        self._places[slot] = len(self._held)
        self._held += digest + _SIZES.pack(len(row), len(row)) + row
        if 3 * self._slots_used > 2 * len(self._places):
            self._index()
        elif 3 * self._idle > len(self._held) + LOOSE:
            self._pack()

    def remove(self, key: bytes) -> None:
        """Remove the row of `key`, if there is one."""
        _, place = self._found(_digest(key))
        if place and self._length(place):
            self._leave(place)
            self._count -= 1

    def sweep(self, past: Callable[[bytes], bool]) -> int:
        """Remove the rows that are `past`; how many."""
        gone = [place for place in self._all() if past(self._row(place))]
        for place in gone:
            self._leave(place)
        self._count -= len(gone)
        if gone:
            self._pack()
        return len(gone)

    def _found(self, digest: bytes) -> tuple[int, int]:
        """The slot of a key, and the place of what it has; 0: nothing."""
        places, begins = self._places, self._held.startswith
        slots = len(places) - 1
        slot = int.from_bytes(digest[:8], "little") & slots
        while place := places[slot]:
            if begins(digest, place):
                break
            slot = slot + 1 & slots
        return slot, place

    def _row(self, place: int) -> bytes:
        begin = place + HEAD
        return bytes(self._held[begin : begin + self._length(place)])

    def _length(self, place: int) -> int:
        length: int = _SIZES.unpack_from(self._held, place + DIGEST)[1]
        return length

    def _leave(self, place: int) -> None:
        room, _ = _SIZES.unpack_from(self._held, place + DIGEST)
        _SIZES.pack_into(self._held, place + DIGEST, room, 0)
        self._idle += HEAD + room

    def _all(self) -> Iterator[int]:
        """The places of all rows."""
        held, place = self._held, 1
        while place < len(held):
            room, length = _SIZES.unpack_from(held, place + DIGEST)
            if length:
                yield place
            place += HEAD + room

    def _pack(self) -> None:
        """Leave out what lies idle."""
        packed = bytearray(1)
        for place in self._all():
            length = self._length(place)
            packed += self._held[place : place + DIGEST] + _SIZES.pack(length, length)
            packed += self._held[place + HEAD : place + HEAD + length]
        self._held, self._idle = packed, 0
        self._index()

    def _index(self) -> None:
        """Make the places anew, with room for as many rows again."""
        slots = LEAST_SLOTS
        while slots < 2 * self._count:
            slots *= 2
        places, held = _free(slots), self._held
        for place in self._all():
            slot = int.from_bytes(held[place : place + 8], "little") & slots - 1
            while places[slot]:
                slot = slot + 1 & slots - 1
            places[slot] = place
        self._places, self._slots_used = places, self._count


def _digest(key: bytes) -> bytes:
    return blake2b(key, digest_size=DIGEST).digest()


def _free(slots: int) -> "array[Any]":
    return array("I", bytes(slots * array("I").itemsize))
