"""Members named in texts: whose name it is that was typed in another case."""

import pytest

from stepmark.domain.mentions import kept


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("@IRINA", "@[1]"),
        ("@ırina", "@[1]"),  # matches "Irina", though it folds otherwise
        ("@irem", "@[2]"),  # and so does this "İrem"
        ("@irina ivanova", "@[3]"),
        ("@Irinas", "@Irinas"),
        ("mail@irina", "mail@irina"),
        ("@a.c (x", "@[4] (x"),
        ("@abc", "@abc"),
    ],
)
def test_a_name_is_known_in_any_case(typed: str, stored: str) -> None:
    assert kept(typed, {"Irina": 1, "İrem": 2, "Irina Ivanova": 3, "a.c": 4}) == stored
