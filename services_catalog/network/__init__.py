"""The network of services of a year and who pays for it."""
