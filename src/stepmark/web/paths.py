"""Ids in addresses: `{deal_id:id}` matches a positive number that a database can hold, and nothing else."""

from starlette.convertors import Convertor, register_url_convertor

LARGEST_ID = 10**18 - 1


def id_in(text: str) -> int | None:
    """The id that a parameter holds, if it is one."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return number if 0 < number <= LARGEST_ID else None


class IdConvertor(Convertor[int]):
    """Up to eighteen digits, so that "list" is another page and a huge number is not found."""

    regex = "[1-9][0-9]{0,17}"

    def convert(self, value: str) -> int:
        """The id."""
        return int(value)

    def to_string(self, value: int) -> str:
        """The id in an address."""
        return str(value)


register_url_convertor("id", IdConvertor())
