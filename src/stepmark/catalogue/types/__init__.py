"""Field types: how each takes values in, stores them, gives them out, and shows them."""
