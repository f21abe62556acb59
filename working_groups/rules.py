"""Who may do what with working groups."""

import rules

from accounts.rules import is_office

rules.add_perm("working_groups", is_office)
