"""The WSGI application that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niubizi.config.settings")
application = get_wsgi_application()
if settings.BEHIND_PROXY:
    # The trail tells where a deed came from: the person's machine, not the proxy.
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)
