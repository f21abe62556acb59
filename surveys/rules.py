"""Who may do what with surveys."""

import rules

from accounts.rules import is_office

rules.add_perm("surveys", is_office)
