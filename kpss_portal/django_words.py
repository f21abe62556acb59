"""Words of Django that its own Czech catalogue lacks or says clumsily; listed here they get into ours, which goes first."""

from django.utils.translation import gettext_noop, ngettext_lazy

WORDS = (
    gettext_noop("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    gettext_noop("Home"),
    gettext_noop("Model name"),
    gettext_noop("View %s"),
    gettext_noop("View on site"),
    gettext_noop("%(app)s administration"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
)
IN_SCRIPTS = (  # of the two lists beside each other; scripts have a catalogue of their own, into which these are added
    gettext_noop('Choose %s by selecting them and then select the "Choose" arrow button.'),
    gettext_noop('Remove %s by selecting them and then select the "Remove" arrow button.'),
    gettext_noop("Choose all %s"),
    gettext_noop("Choose selected %s"),
    gettext_noop("Remove all %s"),
    gettext_noop("Remove selected %s"),
    gettext_noop("(click to clear)"),
)
PLURALS = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
