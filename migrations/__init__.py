"""Bringing a database up to date."""
