"""The demo's data: CSV files as their publisher gives them, and how they are mapped."""

from pathlib import Path

from stepmark.importing.mapping import Mapping, read_mapping

DATA = Path(__file__).parent / "data"


def mapping_of(name: str) -> Mapping:
    """What is said about the file of this name."""
    return read_mapping((DATA / f"{name}.mapping.json").read_bytes())
