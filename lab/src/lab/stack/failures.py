"""
What can go wrong with the local stack, each with words a newcomer can act on.

StackFailure
├── HomeUnusable          the folder cannot be made or written (permissions, disk full)
├── HomeInUse             another running stack holds it
├── MemoryTooSmall        less memory available than the stack needs
├── PortTaken             a port that was asked for by number is held by someone else
├── NetworkMissing        a download is needed and the network does not answer
├── DownloadCorrupt       bytes arrived that are not the locked ones
├── PackageMissing        no build of a package for this machine
├── AccountMissing        started as root and there is no unprivileged account to give PostgreSQL
├── StartFailed           a server or service ended or stayed silent before it was ready
└── Interrupted           the stack was told to stop while it was still starting
"""


class StackFailure(Exception):  # noqa: N818 - failures are nouns in this code base
    """The local stack cannot go on; the text says what to do about it."""


class HomeUnusable(StackFailure):
    """The home folder cannot be made or written."""


class HomeInUse(StackFailure):
    """Another running stack holds the home folder."""


class MemoryTooSmall(StackFailure):
    """The machine has less memory available than the stack needs."""


class PortTaken(StackFailure):
    """A port that was asked for by number is already in use."""


class NetworkMissing(StackFailure):
    """A download is needed and cannot be made."""


class DownloadCorrupt(StackFailure):
    """A downloaded file is not the one that the lock names."""


class PackageMissing(StackFailure):
    """A package has no build for this machine."""


class AccountMissing(StackFailure):
    """Started as root, and no unprivileged account exists to run PostgreSQL as."""


class StartFailed(StackFailure):
    """A process ended or stayed silent before it was ready."""


class Interrupted(StackFailure):
    """The stack was told to stop while it was still starting."""
