"""The catalogue of help: providers, services, places, life situations, code lists of the Act."""
