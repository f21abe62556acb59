"""Who is who, and who may look after people. Other apps build their permissions from these predicates."""

from typing import Any

import rules

from accounts.enums import Role


def has_role(*roles: Role) -> rules.predicates.Predicate:
    """Predicate: the person is active and holds at least one of the roles."""

    @rules.predicate("has_role:" + ",".join(roles))
    def holds(user: Any) -> bool:
        return bool(user.is_active and user.is_authenticated and user.acting_roles & set(roles))

    return holds


is_administrator = has_role(Role.ADMINISTRATOR)
is_coordinator = has_role(Role.COORDINATOR)
is_editor = has_role(Role.EDITOR)
is_reader = has_role(Role.READER)
is_member = has_role(Role.MEMBER)
is_catalogue_keeper = is_coordinator | is_editor
is_office = is_coordinator | is_editor | is_administrator
may_see_drafts = is_office | is_reader


@rules.predicate
def is_self(user: Any, person: Any) -> bool:
    """The person looks at themselves."""
    return person is not None and person.pk == user.pk


rules.add_perm("accounts", is_office)
rules.add_perm("accounts.view_user", is_administrator | is_coordinator)
rules.add_perm("accounts.add_user", is_administrator)
rules.add_perm("accounts.change_user", is_administrator)
rules.add_perm("accounts.delete_user", is_administrator & ~is_self)  # nobody locks themselves out
rules.add_perm(
    "accounts.secure_user", is_administrator & ~is_self
)  # a lost second factor is seen by another pair of eyes
rules.add_perm("accounts.end_sign_ins", (is_administrator | is_coordinator) & ~is_self)
rules.add_perm("kpss_portal.view_auditentry", is_administrator | is_coordinator)
rules.add_perm("kpss_portal.view_outgoingmail", is_administrator | is_coordinator)
rules.add_perm("kpss_portal.send_outgoingmail", is_administrator | is_coordinator)
for noun in ("retentionrun", "erasure", "consent"):
    rules.add_perm(f"kpss_portal.view_{noun}", is_administrator | is_coordinator)
rules.add_perm(
    "kpss_portal.serve_person", is_administrator | is_coordinator
)  # give out or erase what is kept of a person
