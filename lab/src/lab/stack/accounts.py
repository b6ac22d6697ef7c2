"""
Who PostgreSQL runs as when we are root: it refuses to be root, so it becomes an account that exists and owns
nothing.

No account is made and no folder of someone else is opened. What that account must read lies where it can
already go.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from lab.stack.failures import AccountMissing

CANDIDATES = ("nobody", "daemon")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system, by number."""

    uid: int
    gid: int


def unprivileged() -> Account | None:
    """
    Return whom to drop to, or None when we are not root and nothing needs dropping.

    Raises:
        AccountMissing: we are root and the system has none of the accounts known to own nothing.
    """
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise AccountMissing(
        f"PostgreSQL refuses to run as root and this system has no account {' or '.join(CANDIDATES)}; "
        "start Leadstream as an ordinary user."
    )


def can_reach(account: Account | None, folder: Path) -> bool:
    """Whether the account may enter every folder from the root down to this one."""
    if account is None:
        return True
    path = folder.resolve()
    return all(_may_enter(account, place) for place in (path, *path.parents))


def _may_enter(account: Account, folder: Path) -> bool:
    shown = folder.stat()
    if shown.st_uid == account.uid:
        return bool(shown.st_mode & stat.S_IXUSR)
    if shown.st_gid == account.gid:
        return bool(shown.st_mode & stat.S_IXGRP)
    return bool(shown.st_mode & stat.S_IXOTH)
