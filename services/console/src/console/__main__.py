"""The console's process."""

from leadcore.runtime.web_service import serve_web

from console.bootstrap import build
from console.settings import Settings


def main() -> None:
    """Serve until SIGTERM."""
    serve_web("console", Settings, build)


if __name__ == "__main__":
    main()
