"""Own pages of a plan in the administration."""
