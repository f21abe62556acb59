"""Nouns of surveys; one a file."""
