"""
Asks a service over HTTP whether it is ready.
"""

import http.client
import urllib.error
import urllib.request

TIMEOUT_S = 1.0

# A proxy of the environment is for the world outside, never for our own loopback.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str) -> bool:
    """Whether the URL answers 200 within a second; an empty one is always ready."""
    if not url:
        return True
    try:
        with _direct.open(url, timeout=TIMEOUT_S) as answer:
            return bool(answer.status == http.client.OK)
    except (OSError, http.client.HTTPException):
        return False
