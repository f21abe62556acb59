"""The workshop of surveys."""
