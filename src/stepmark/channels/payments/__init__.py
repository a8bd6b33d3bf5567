"""Providers that take payments for a workspace."""
