"""Tools of the project: `make` calls them."""
