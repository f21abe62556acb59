"""Own pages of a survey in the workshop."""
