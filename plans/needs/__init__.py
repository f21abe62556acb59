"""Needs of people: how they come, where they are found, what became of them."""
