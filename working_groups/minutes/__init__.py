"""Minutes of meetings: sent or written, checked, made public."""
