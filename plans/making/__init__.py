"""How a plan came about: one line of time made of records of all parts of the portal and of what was written by hand."""
