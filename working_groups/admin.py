"""The workshop of working groups."""
