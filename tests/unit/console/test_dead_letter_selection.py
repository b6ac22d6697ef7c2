"""V4: what a caller means by its parameters, and what is never shown of a letter."""

from console.domain.letters import Selection, read_selection, shown


def test_a_selection_is_read() -> None:
    assert read_selection({"unit": "scorer", "cause": "bug", "limit": "7"}, "acme") == Selection(
        "acme", "scorer", "bug", limit=7
    )
    assert read_selection({}, "main") == Selection("main", limit=50)


def test_every_wrong_parameter_is_named() -> None:
    errors = read_selection({"colour": "red", "limit": "0", "unit": "a\x00", "cause": "c" * 400}, "main")
    assert isinstance(errors, list)
    assert {(e.field, e.reason) for e in errors} == {
        ("colour", "unknown-parameter"),
        ("limit", "must-be-1-to-200"),
        ("unit", "nul-in-text"),
        ("cause", "too-long"),
    }


def test_what_a_message_held_is_not_shown() -> None:
    told = shown({"unit": "scorer", "tenant": "main", "key": b"k", "value": b"ada@x.example", "headers": [["a", "b"]]})
    assert told == {"unit": "scorer", "bytes": 13}
    assert shown({"value": None})["bytes"] is None
