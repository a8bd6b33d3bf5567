"""How long the rows of a chunk may take, so that all of it fits into the turn after which others are next."""

CHUNK_SECONDS = 0.08
_LEAST = 0.002
_FASTER = 2.0


class Pace:
    """The rules that rows wake, and the commit, come after the rows: what they took is learnt from chunk to chunk."""

    def __init__(self) -> None:
        # Nobody knows yet what the rules of this workspace take.
        self.seconds = CHUNK_SECONDS / 8

    def learn(self, worked: float) -> None:
        """A chunk with so much time for its rows was so much work in all."""
        fits = self.seconds * min(CHUNK_SECONDS / max(worked, 1e-9), _FASTER)
        self.seconds = min(max(fits, _LEAST), CHUNK_SECONDS)
