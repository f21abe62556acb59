"""Nouns of working groups; one a file."""
