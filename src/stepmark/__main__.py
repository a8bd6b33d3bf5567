"""`stepmark`, and `python -m stepmark`."""

from stepmark.platform import garbage

garbage.pause()

from stepmark.cli import app  # noqa: E402 - what takes long to load is loaded in the pause


def main() -> None:
    """Carry out what the command line says."""
    app()


if __name__ == "__main__":
    main()
