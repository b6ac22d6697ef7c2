"""
Asks a service over HTTP whether it is ready, and if not, why.
"""

import http.client
import json
import urllib.error
import urllib.request

STARTING = {"start": "starting"}
"""What a unit says that stands before its first batch for no other reason than what it has to read first."""
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


def only_starting(url: str) -> bool:
    """Whether who answers at the readiness URL is alive and has nothing in its way but its own start."""
    try:
        _direct.open(url, timeout=TIMEOUT_S).close()
    except urllib.error.HTTPError as answer:
        with answer:
            return _reasons(answer.read()) == STARTING
    except (OSError, http.client.HTTPException, ValueError):
        return False
    return True


def _reasons(body: bytes) -> object:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told.get("reasons") if isinstance(told, dict) else None
