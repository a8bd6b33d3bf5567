"""The whole of an installation in one file that either database can take back."""
