"""What the reports count: one module each, in a number of statements that does not grow with the data."""
