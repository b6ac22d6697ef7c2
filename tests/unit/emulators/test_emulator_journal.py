"""What an emulator answered for is there after a kill."""

from pathlib import Path

import pytest
from emulators.journal import Journal, JournalUnusableError


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    first = Journal(tmp_path / "state", "x")
    first.append([{"n": 1}, {"n": 2}])
    first.append([{"n": "é\n"}])
    first.close()
    assert list(Journal(tmp_path / "state", "x").entries()) == [{"n": 1}, {"n": 2}, {"n": "é\n"}]


def test_a_torn_last_line_is_cut_off_and_what_follows_is_whole(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'{"n":1}\n{"n":2')
    journal = Journal(tmp_path, "x")
    assert list(journal.entries()) == [{"n": 1}]
    journal.append([{"n": 3}])
    assert (tmp_path / "x.jsonl").read_bytes() == b'{"n":1}\n{"n":3}\n'


def test_a_spoilt_line_stops_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'{"n":1}\nnonsense\n{"n":2}\n')
    with pytest.raises(JournalUnusableError, match="line 2"):
        list(Journal(tmp_path, "x").entries())


def test_two_emulators_do_not_share_a_journal(tmp_path: Path) -> None:
    held = Journal(tmp_path, "x")
    with pytest.raises(JournalUnusableError, match="in use"):
        Journal(tmp_path, "x")
    held.close()
    Journal(tmp_path, "x").close()


def test_clear_forgets(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "x")
    journal.append([{"n": 1}])
    journal.clear()
    journal.append([{"n": 2}])
    assert list(journal.entries()) == [{"n": 2}]
