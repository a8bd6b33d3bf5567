"""Adapters to the outside: each speaks one protocol, knows no database, and says whether a failure will pass."""
