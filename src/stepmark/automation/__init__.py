"""The engine: which rules a change wakes, what they ask, and what they do about it."""
