"""Events that one record has of another: which key of their changes holds the other's id."""

from collections.abc import Mapping

TOLD_BY: Mapping[str, str] = {"document": "document_id", "message": "message_id"}
