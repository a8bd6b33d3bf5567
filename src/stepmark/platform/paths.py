"""Where the files outside the package lie: at the top of a checkout, or inside the package of an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def templates_dir() -> Path:
    """The folder of the pages' templates."""
    return _found("templates")


def migrations_dir() -> Path:
    """Alembic's script location."""
    return _found("migrations")


def static_dir() -> Path:
    """Style sheets, scripts and icons; they always lie inside the package."""
    return _PACKAGE / "web" / "static"


def _found(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
