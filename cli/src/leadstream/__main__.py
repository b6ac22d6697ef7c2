"""The `leadstream` command."""

from leadstream.application import application


def main() -> None:
    """Run the command line."""
    application()


if __name__ == "__main__":
    main()
