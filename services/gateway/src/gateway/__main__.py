"""The gateway's process."""

import uvloop
from leadcore.runtime.web_service import serve_web

from gateway.bootstrap import build
from gateway.settings import Settings


def main() -> None:
    """Serve until SIGTERM, on a loop that does half the work of the standard one for a request."""
    uvloop.install()
    serve_web("gateway", Settings, build)


if __name__ == "__main__":
    main()
