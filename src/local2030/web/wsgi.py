"""The site as a WSGI application, for any server; `local2030 site serve` is the ordinary way."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "local2030.web.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402

if settings.JOBS == "here":
    from local2030.web.jobs import ticking

    ticking.start()
