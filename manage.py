#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from kpss_portal import garbage


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")
    garbage.look_seldom()
    from django.core.management import execute_from_command_line

    from kpss_portal.audit_actor import Acting, remain

    remain(Acting(command=sys.argv[1] if len(sys.argv) > 1 else "manage"))  # the log of changes says who acts
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
