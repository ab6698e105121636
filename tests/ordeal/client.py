"""Somebody at a browser or a program of theirs: one connection, one session, plain HTTP."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.browser.site import Site

CSRF = "a" * 32
TIMEOUT = 120
"""Seconds after which an answer counts as lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in visitor of a site."""

    site: Site
    session: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def put(self, path: str, **body: object) -> Answer:
        return self._ask("PUT", path, json.dumps(body).encode(), "application/json")

    def post(self, path: str, **fields: object) -> Answer:
        return self._ask(
            "POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded"
        )

    def upload(self, path: str, name: str, data: bytes, **fields: str) -> Answer:
        """A multipart form with one file, called ``file``."""
        edge = b"--edge"
        parts = [
            b'%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
            % (edge, field.encode(), value.encode())
            for field, value in fields.items()
        ]
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode()
        parts.append(edge + b"\r\n" + head + b"\r\n\r\n" + data + b"\r\n" + edge + b"--\r\n")
        return self._ask("POST", path, b"".join(parts), "multipart/form-data; boundary=edge")

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        place = urlsplit(self.site.url)
        connection = http.client.HTTPConnection(place.netloc, timeout=TIMEOUT)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
        }
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, path, body or None, headers)
            got = connection.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()
