"""How long the rows of a chunk may take, so that all of it fits into the turn after which others are next."""

CHUNK_SECONDS = 0.08
# By the clock, on a busy machine. Settling ends after somewhat more, and what is left of it costs a transaction a run.
_MOST_HELD = 0.2
_LEAST = 0.002
_FASTER = 2.0


class Pace:
    """The rules that rows wake, and the commit, come after the rows: what they took is learnt from chunk to chunk."""

    def __init__(self) -> None:
        # Nobody knows yet what the rules of this workspace take.
        self.seconds = CHUNK_SECONDS / 8

    def learn(self, worked: float, held: float) -> None:
        """A chunk with so much time for its rows was so much work in all, and took so long by the clock."""
        filled = max(worked / CHUNK_SECONDS, held / _MOST_HELD, 1 / _FASTER)
        fits = self.seconds / filled
        self.seconds = min(max(fits, _LEAST), CHUNK_SECONDS)
