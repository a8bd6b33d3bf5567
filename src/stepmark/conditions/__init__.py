"""One expression tree, read by Python for events and by SQL for lists: filters, match lists and rules share it."""
