"""The HTTP API: routers and schemas over the same selectors and services as the pages.

Session authentication for now; refusals in one form, RFC 9457 (``errors``); every operation names
its permission as pages do (``access``).
"""
