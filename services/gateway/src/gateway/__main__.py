"""The gateway's process."""

from leadcore.runtime.web_service import serve_web

from gateway.bootstrap import build
from gateway.settings import Settings


def main() -> None:
    """Serve until SIGTERM."""
    serve_web("gateway", Settings, build)


if __name__ == "__main__":
    main()
