"""Events that tell one record of another, such as a deal of a message: their changes name it by its kind."""

TOLD = ("document", "message")
