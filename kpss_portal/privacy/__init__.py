"""Duties to people whose data are kept: register, terms, what is found, given out and erased of one person, consents."""
