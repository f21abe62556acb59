"""First-run setup from the command line: `manage.py setup_office Kyjov`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from community.models import Municipality, Office
from community.setup import set_up
from community.territory import UnknownTown, district_of


class Command(BaseCommand):
    """Chooses the town and loads its territory."""

    help = "Chooses the town of the portal and loads its municipalities, figures and first pages."

    def add_arguments(self, parser: CommandParser) -> None:
        """The town, and a consent when another one was chosen before."""
        parser.add_argument("town", help="town with extended powers, for example Kyjov")
        parser.add_argument("--yes", action="store_true", help="change the town even if another one is set")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many municipalities were loaded."""
        try:
            district = district_of(options["town"])
        except UnknownTown as unknown:
            similar = ", ".join(unknown.similar)
            hint = " " + _("Did you mean: %(names)s?") % {"names": similar} if similar else ""
            raise CommandError(
                _("There is no town with extended powers called “%(name)s”.") % {"name": options["town"]} + hint
            ) from None
        office = Office.objects.select_related("seat").first()
        if office and office.seat and office.seat.name != district.name and not options["yes"]:
            raise CommandError(
                _("The portal is set up for %(town)s. To change it, add --yes.") % {"town": office.seat.name}
            )
        set_up(district)
        count = Municipality.objects.in_territory().count()
        self.stdout.write(_("%(town)s: %(count)d municipalities loaded.") % {"town": district.name, "count": count})
