"""Kept true by the providers: what may be corrected, letters, codes, and every step of a round."""
