"""Services from any spreadsheet: what its columns and words mean is recognised, or asked once and remembered."""
