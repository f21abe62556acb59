"""Who may do what with working groups.

A member sees what belongs to their group as long as the membership lasts and adds papers; who leads it (head, deputy,
secretary) records attendance, decisions and tasks; the head calls it where its rules of procedure say so, the coordinator
calls any and keeps the people. Things of groups have `group_ids`, the keys of the groups they belong to.
"""

from typing import Any

import rules

from accounts.rules import is_administrator, is_coordinator, is_office, may_see_drafts
from working_groups.enums import Convener, MeetingState, MemberRole


def roles_in_groups(user: Any) -> dict[int, set[str]]:
    """Roles of the user by the key of the group, of memberships that last today; asked once for each loaded user."""
    if not (user.is_authenticated and user.is_active):
        return {}
    known: dict[int, set[str]] | None = getattr(user, "_roles_in_groups", None)
    if known is None:
        known = {}
        for group, role in user.memberships.current().values_list("group_id", "role"):
            known.setdefault(group, set()).add(role)
        user._roles_in_groups = known
    return known


def group_ids_of(user: Any) -> set[int]:
    """Keys of the groups in which the user sits today."""
    return set(roles_in_groups(user))


def led_group_ids_of(user: Any) -> set[int]:
    """Keys of the groups that the user leads today."""
    return {group for group, roles in roles_in_groups(user).items() if roles & set(MemberRole.leading())}


def may_see_all(user: Any) -> bool:
    """Whether groups and meetings that are not public show too."""
    return bool(may_see_drafts(user))


def _has_role_in(thing: Any, user: Any, roles: set[str]) -> bool:
    own = roles_in_groups(user)
    return thing is not None and any(own.get(group, set()) & roles for group in thing.group_ids)


@rules.predicate
def is_member_of(user: Any, thing: Any) -> bool:
    """Sits today in a group that the thing belongs to."""
    return _has_role_in(thing, user, set(MemberRole.values))


@rules.predicate
def is_manager_of(user: Any, thing: Any) -> bool:
    """Heads a group that the thing belongs to, or stands in for the head."""
    return _has_role_in(thing, user, {MemberRole.MANAGER, MemberRole.DEPUTY})


@rules.predicate
def is_leader_of(user: Any, thing: Any) -> bool:
    """Head, deputy or secretary of a group that the thing belongs to."""
    return _has_role_in(thing, user, set(MemberRole.leading()))


@rules.predicate
def is_announced(user: Any, meeting: Any) -> bool:
    """People know of the meeting."""
    return meeting is not None and meeting.state in MeetingState.announced()


@rules.predicate
def is_announced_publicly(user: Any, meeting: Any) -> bool:
    """Everybody may know of the meeting."""
    return meeting is not None and meeting.is_announced_publicly


@rules.predicate
def is_public(user: Any, thing: Any) -> bool:
    """Said to be public."""
    return thing is not None and thing.is_public


@rules.predicate
def is_draft(user: Any, meeting: Any) -> bool:
    """Nobody was told of the meeting."""
    return meeting is not None and meeting.state == MeetingState.DRAFT


def _convenes(user: Any, thing: Any, conveners: set[str]) -> bool:
    """Heads all groups of the thing, and their rules say one of `conveners`; a meeting of somebody else's group is not theirs."""
    own, called = roles_in_groups(user), getattr(thing, "conveners", {})
    heads = {MemberRole.MANAGER, MemberRole.DEPUTY}
    return bool(called) and all(own.get(group, set()) & heads and who in conveners for group, who in called.items())


@rules.predicate
def convenes(user: Any, thing: Any) -> bool:
    """Heads all groups of the meeting, and by their rules the head calls them."""
    return _convenes(user, thing, {Convener.MANAGER, Convener.EITHER})


@rules.predicate
def prepares(user: Any, thing: Any) -> bool:
    """As `convenes`, also where the coordinator has to agree before invitations leave."""
    return _convenes(user, thing, {Convener.MANAGER, Convener.EITHER, Convener.CHAIR})


sees_meeting = is_announced_publicly | (is_member_of & is_announced) | is_leader_of | may_see_drafts
keeps_people = is_coordinator | is_administrator

rules.add_perm("working_groups", is_office)
rules.add_perm("working_groups.view_group", is_public | is_member_of | may_see_drafts)
rules.add_perm("working_groups.view_members", is_member_of | keeps_people)  # names without consent
rules.add_perm("working_groups.view_meeting", sees_meeting)
rules.add_perm("working_groups.view_internal", is_member_of | is_office)  # papers and links that are not public
rules.add_perm("working_groups.record_attendance", is_leader_of | is_coordinator)
rules.add_perm("working_groups.call_meeting", is_coordinator | convenes)  # invites, moves, cancels
rules.add_perm("working_groups.prepare_meeting", is_coordinator | prepares)  # writes the draft
for noun in ("group", "groupdocument", "meeting", "agendaitem", "meetingpaper"):
    if noun not in {"group", "meeting"}:
        rules.add_perm(f"working_groups.view_{noun}", is_office)
    rules.add_perm(f"working_groups.add_{noun}", is_coordinator)
    rules.add_perm(f"working_groups.change_{noun}", is_coordinator)
    rules.add_perm(f"working_groups.delete_{noun}", is_coordinator if noun != "meeting" else is_coordinator & is_draft)
for noun in ("membership", "attendance"):  # personal data
    rules.add_perm(f"working_groups.view_{noun}", keeps_people)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"working_groups.{action}_{noun}", is_coordinator)
for action in ("view", "change"):
    rules.add_perm(f"working_groups.{action}_joinrequest", is_coordinator)


@rules.predicate
def is_own_task(user: Any, task: Any) -> bool:
    """The task of a membership of the person that lasts today."""
    owner = task.owner if task is not None else None
    return owner is not None and user.is_authenticated and owner.user_id == user.pk and owner.is_current


@rules.predicate
def is_released(user: Any, decision: Any) -> bool:
    """The public may have read it."""
    return decision is not None and decision.released_at is not None


@rules.predicate
def sits_in(user: Any, thing: Any) -> bool:
    """Sits today in a group that the thing belongs to, and not as a permanent guest."""
    return _has_role_in(thing, user, set(MemberRole.deciding()))


rules.add_perm("working_groups.bring_paper", sits_in | is_coordinator)
rules.add_perm("working_groups.write_minutes", sits_in | is_coordinator)
rules.add_perm("working_groups.check_minutes", is_manager_of | is_coordinator)
rules.add_perm("working_groups.send_minutes", is_leader_of | is_coordinator)
rules.add_perm("working_groups.comment_minutes", is_member_of | is_coordinator)
rules.add_perm("working_groups.approve_minutes", is_manager_of | is_coordinator)
rules.add_perm("working_groups.publish_minutes", is_coordinator)  # also makes the public version and withdraws it
rules.add_perm("working_groups.view_minutes", is_public | is_member_of | is_office)
rules.add_perm("working_groups.change_minutes", is_coordinator)
rules.add_perm("working_groups.view_minutesfile", is_public | is_member_of | is_office)
rules.add_perm("working_groups.view_minutescomment", is_member_of | is_office)
rules.add_perm("working_groups.view_decision", is_public | is_member_of | may_see_drafts)
rules.add_perm("working_groups.add_decision", is_leader_of | is_coordinator)
rules.add_perm("working_groups.change_decision", is_coordinator)
rules.add_perm("working_groups.delete_decision", is_coordinator & ~is_released)
rules.add_perm("working_groups.release_decision", is_coordinator)
rules.add_perm("working_groups.view_decisionlink", is_office)
rules.add_perm("working_groups.view_task", is_member_of | may_see_drafts)
rules.add_perm("working_groups.add_task", is_leader_of | is_coordinator)
rules.add_perm("working_groups.change_task", is_coordinator)
rules.add_perm("working_groups.delete_task", is_coordinator)
rules.add_perm("working_groups.settle_task", is_own_task | is_leader_of | is_coordinator)
for action in ("add", "change", "delete"):
    rules.add_perm(f"working_groups.{action}_decisionlink", is_coordinator)
