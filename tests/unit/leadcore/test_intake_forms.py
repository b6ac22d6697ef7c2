"""I2, reliability 3.1: forms and multipart bodies as browsers write them, and those that nobody should."""

import time

import pytest
from leadcore.failures import Undecodable
from leadcore.intake.shapes import SHAPES

FORM = "application/x-www-form-urlencoded"
MULTIPART = (
    '--xYz\r\nContent-Disposition: form-data; name="email"\r\n\r\nada@northwind.example\r\n'
    '--xYz\r\nContent-Disposition: form-data; name="full_name"\r\n\r\nJosé 日本\r\n--xYz--\r\n'
)

BAD_FORMS = {
    "not UTF-8": (b"email=%ff", FORM, "not-utf8"),
    "raw bytes": (b"email=\xff", FORM, "not-utf8"),
    "too many": (b"&".join([b"a=1"] * 501), FORM, "too-many-keys"),
    "a long name": (b"x" * 201 + b"=1", FORM, "key-too-long"),
    "NUL": (b"email=a%00b", FORM, "nul-in-text"),
    "JSON": (b"{}", "application/json", "not-a-form"),
    "no boundary": (MULTIPART.encode(), "multipart/form-data", "no-boundary"),
    "a boundary that is none": (MULTIPART.encode(), "multipart/form-data; boundary=\x7f", "no-boundary"),
    "another boundary": (MULTIPART.encode(), "multipart/form-data; boundary=abc", "broken-multipart"),
    "cut": (MULTIPART.encode()[:-20], "multipart/form-data; boundary=xYz", "broken-multipart"),
    "a long head": (
        b"--xYz\r\nContent-Disposition: form-data; " + b'name*0="a"; ' * 20_000 + b"\r\n\r\nv\r\n--xYz--",
        "multipart/form-data; boundary=xYz",
        "broken-multipart",
    ),
    "parts within parts": (
        b"--xYz\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n" + b"--y\r\n\r\n" * 30_000 + b"--y--\r\n--xYz--",
        "multipart/form-data; boundary=xYz",
        "broken-multipart",
    ),
    "a part without a name of its own": (
        b"--xYz\r\nX: y\r\n\r\nv\r\n--xYz--",
        "multipart/form-data; boundary=xYz",
        "broken-multipart",
    ),
    "a part that is not UTF-8": (
        b'--xYz\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--xYz--',
        "multipart/form-data; boundary=xYz",
        "not-utf8",
    ),
    "many parts": (MULTIPART.encode() * 200, "multipart/form-data; boundary=xYz", "too-many-keys"),
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_a_bad_form_is_refused_in_a_word(name: str) -> None:
    """reliability 3.1, forms and multipart"""
    body, content_type, reason = BAD_FORMS[name]
    began = time.process_time()
    assert SHAPES["form"].read(body, content_type) == Undecodable(reason)
    assert time.process_time() - began < 1, "no hang"


PARTED = {
    'name="a"': "a",
    "name=a": "a",
    'NAME="a"; name="b"': "a",
    'name="a;b"; x=y': "a;b",
    'name="a\\"b"': 'a"b',
    'name="a%22b"': 'a"b',
    'name="é"': "é",
}


@pytest.mark.parametrize("told", PARTED)
def test_a_part_is_named_as_browsers_name_it(told: str) -> None:
    body = f"--b\r\nX-Y: z\r\ncontent-disposition: form-data; {told}\r\n\r\nv\r\nw\r\n--b--\r\n".encode()
    assert SHAPES["form"].read(body, 'multipart/form-data; charset=utf-8; boundary="b"') == {PARTED[told]: "v\r\nw"}
