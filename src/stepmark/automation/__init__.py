"""Rules: what sets them off, what they ask, what they do, and the texts that they write."""
