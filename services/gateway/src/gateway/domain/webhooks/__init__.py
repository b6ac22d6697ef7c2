"""
Webhooks: is a post from whom it says it is (`keyring`, and a file for each way to sign), and what does it bring
(`receiving`). All pure; nothing here raises for anything that a sender can write.
"""

from gateway.domain.webhooks.keyring import DECOY, RULES, Keyring
from gateway.domain.webhooks.posts import FORGED, Authentic, Judged, Post, Refused
from gateway.domain.webhooks.receiving import CLIENT, Placed, Received, receive

__all__ = [
    "CLIENT",
    "DECOY",
    "FORGED",
    "RULES",
    "Authentic",
    "Judged",
    "Keyring",
    "Placed",
    "Post",
    "Received",
    "Refused",
    "receive",
]
