"""Forms of working groups."""
