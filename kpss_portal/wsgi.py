"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from kpss_portal import garbage

garbage.look_seldom()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")

application = get_wsgi_application()
