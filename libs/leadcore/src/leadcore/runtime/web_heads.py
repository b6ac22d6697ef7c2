"""
What aiohttp's parser lets through and RFC 9112 does not: heads that another server on the way may read otherwise.

Whoever reads them otherwise sees other requests in the same bytes (request smuggling). They are refused before anything
is done for them, and their connection ends.
"""

import re
from functools import lru_cache

from aiohttp import HttpVersion10, HttpVersion11, hdrs, web

from leadcore import problems
from leadcore.problems import Problem

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::[0-9]{0,5})?")
"""RFC 9110 §7.2: uri-host [":" port]; it may be empty."""


def unfit(request: web.BaseRequest) -> Problem | None:
    """Why a request is none that we answer; None: it is one."""
    headers, version = request.headers, request.version
    if version not in (HttpVersion11, HttpVersion10):
        return problems.not_http()
    if hdrs.TRANSFER_ENCODING in headers:
        # §6.1: another coding than chunked we do not undo, and in HTTP/1.0 there is none.
        codings = [each.strip().lower() for each in headers.getall(hdrs.TRANSFER_ENCODING)]
        if codings != ["chunked"] or version == HttpVersion10:
            return problems.not_http()
    if not _is_host(headers.get(hdrs.HOST, "")):
        return problems.not_http()
    expected = headers.get(hdrs.EXPECT)
    return None if expected is None or expected.lower() == "100-continue" else problems.unexpectable()


@lru_cache(maxsize=256)
def _is_host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None
