"""The gallery: every component and a sketch of every kind of page, with made-up data, no database.

``python -m tests.frontend.gallery`` serves it with the strictest policy the bundle is held to, so
that a style or a script that needs more shows at once; the tests beside this file drive it.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory

from tests.frontend.returns import Returns
from tests.frontend.samples import context

STATIC = Path(__file__).resolve().parents[2] / "src/niubizi/web/static"
TEMPLATES = Path(__file__).resolve().parent / "templates"
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'"
NAMES = ("components", "cockpit", "list", "file", "desk", "wizard", "grid", "sign_in")


def set_up() -> None:
    """Settings for the gallery alone; under pytest the project's own are there already."""
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles", "template_partials", "niubizi.web"],
        STATIC_URL="/static/",
        TIME_ZONE="Asia/Shanghai",
        USE_TZ=True,
        LANGUAGE_CODE="zh-hans",
        SECRET_KEY="gallery",
    )
    django.setup()


def page(name: str, returns: Returns) -> str:
    """The HTML of one page, drawn by the product's templates without its context processors."""
    engine = DjangoTemplates(
        {
            "NAME": "gallery",
            "DIRS": [TEMPLATES],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    )
    shown = context() | {"grid": returns.grid()}
    request = RequestFactory().get("/list", {"page": "5"})
    return str(engine.get_template(f"gallery/{name}.html").render(shown, request))


class Handler(SimpleHTTPRequestHandler):
    """Pages at ``/NAME``, the bundle below ``/static/``, the returns at ``/save/``."""

    def __init__(self, *args: Any, returns: Returns, **kwargs: Any) -> None:
        self.returns = returns
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/")
        if path in NAMES:
            self._answer(200, page(path, self.returns), "text/html; charset=utf-8")
        elif path == "search":
            self._answer(200, '<a class="menu-item" href="#">滨江新能源</a>', "text/html")
        elif path.startswith("static/sample-"):
            self._answer(200, _picture(path[-5]), "image/svg+xml")
        else:
            self.path = self.path.removeprefix("/static")
            super().do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self.returns.save(json.loads(body)["rows"])
        self._answer(status, json.dumps(answer), "application/json")

    def _answer(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        return


def _picture(number: str) -> str:
    hue = 200 + 12 * int(number)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">'
        f'<rect width="800" height="600" fill="hsl({hue} 30% 78%)"/>'
        f'<path d="M0 430h800v170H0z" fill="hsl({hue - 160} 18% 60%)"/>'
        f'<path d="M150 430V220h220v210M420 430V150h90v280" fill="hsl({hue} 18% 48%)"/>'
        '<path d="M460 150V60h260M460 60l-70 90" stroke="#333" stroke-width="8" fill="none"/></svg>'
    )


def serve(returns: Returns, port: int = 0) -> ThreadingHTTPServer:
    """A server of the gallery, not yet started; port 0 takes a free one."""
    set_up()
    handler = partial(Handler, directory=str(STATIC), returns=returns)
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    server = serve(Returns(), int(sys.argv[1]) if len(sys.argv) > 1 else 8900)
    sys.stdout.write("".join(f"http://127.0.0.1:{server.server_port}/{name}\n" for name in NAMES))
    server.serve_forever()


if __name__ == "__main__":
    main()
