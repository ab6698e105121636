"""Log lines: what they tell, what they keep to themselves, and who is told of errors."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread

import pytest
from django.test import Client

from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.projects.services.import_batches import batch_open
from niubizi.config.logs import ErrorHook, JsonLine, PlainLine, RequestNumber
from niubizi.doors.request import request_id, request_id_from
from tests.cast import NOW
from tests.ledger import Ledger


def fault() -> logging.LogRecord:
    """A line of an exception that quotes a figure, over one of the machine."""
    try:
        try:
            raise OSError(28, "No space left on device")
        except OSError as full:
            raise ValueError("王小明 169.6亿元") from full
    except ValueError:
        found = sys.exc_info()
    record = logging.LogRecord("niubizi", logging.ERROR, "x.py", 1, "job %s failed", (7,), found)
    RequestNumber().filter(record)
    return record


def test_a_line_for_machines_is_one_object_with_the_number_of_the_request() -> None:
    token = request_id.set("1a2b3c4d")
    line = json.loads(JsonLine().format(fault()))
    request_id.reset(token)
    assert (line["level"], line["logger"], line["message"], line["request_id"]) == (
        "ERROR",
        "niubizi",
        "job 7 failed",
        "1a2b3c4d",
    )


@pytest.mark.parametrize("form", [JsonLine, PlainLine])
def test_an_exception_tells_its_place_and_no_data(form: Callable[[], logging.Formatter]) -> None:
    text = form().format(fault())
    assert "builtins.ValueError" in text
    assert "test_logs.py:" in text
    assert "No space left on device" in text
    assert "169.6" not in text
    assert "王小明" not in text


def test_nobody_writes_a_line_of_their_own_into_the_log(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "niubizi.access")
    client.get("/login%0a2021-08-02 INFO niubizi.access [1a2b3c4d] GET /desk/ 200%1b[2J%c2%85")
    (record,) = [each for each in caplog.records if each.name == "niubizi.access"]
    assert "\n" in record.getMessage()
    RequestNumber().filter(record)
    for form in (PlainLine, JsonLine):
        line = form().format(record)
        assert "\n" not in line
        assert "\x1b" not in line


@pytest.mark.parametrize(
    "given", ["", "short", "a b c d e f", "x" * 65, "<script>", "编号编号编号"]
)
def test_a_number_that_is_none_is_replaced(given: str) -> None:
    assert request_id_from(given) != given
    assert request_id_from("proxy-number_7") == "proxy-number_7"


def test_the_page_of_a_fault_says_the_number_that_the_log_has(
    ledger: Ledger, client_for: Callable[[str], Client]
) -> None:
    programme = ledger.programme()
    batch = batch_open(
        kind="list",
        data=b"lost",
        file_name="x.csv",
        programme=programme,
        actor=ledger.office,
        at=NOW,
    )
    StoredFile.objects.update(sha256="0" * 64)
    client = client_for("projects_office")
    client.raise_request_exception = False
    answer = client.get(f"/imports/{batch.pk}/columns/")
    number = answer.headers["X-Request-ID"]
    assert (answer.status_code, number in answer.content.decode()) == (500, True)


def test_a_wrong_host_is_no_error_of_ours(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/login/", headers={"Host": "10.0.0.1"}).status_code == 400
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.fixture
def listener() -> Iterator[tuple[str, Queue[bytes]]]:
    """An address of the intranet, and what was posted to it."""
    posted: Queue[bytes] = Queue()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(302 if self.path == "/elsewhere" else 204)
            self.send_header("Location", "/hook")
            self.end_headers()

        def do_GET(self) -> None:
            posted.put(b"asked where the first one sent us")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", posted
        server.shutdown()
        thread.join()


def test_an_error_is_told_once_a_minute(listener: tuple[str, Queue[bytes]]) -> None:
    url, posted = listener
    hook = ErrorHook(url)
    first, second, later = fault(), fault(), fault()
    later.created = first.created + 61
    for record in (first, second, later):
        hook.handle(record)
    told = [json.loads(posted.get(timeout=30)) for _ in range(2)]
    hook.close()
    assert [line["message"] for line in told] == ["job 7 failed"] * 2
    assert posted.empty()


def test_the_hook_goes_where_the_operator_said_and_nowhere_else(
    listener: tuple[str, Queue[bytes]],
) -> None:
    url, posted = listener
    hook = ErrorHook(url.replace("/hook", "/elsewhere"))
    hook.handle(fault())
    assert json.loads(posted.get(timeout=30))["message"] == "job 7 failed"
    hook.close()
    assert posted.empty()


def test_an_address_that_does_not_answer_disturbs_nobody() -> None:
    hook = ErrorHook("http://127.0.0.1:9/hook")
    hook.handle(fault())
    hook.close()
    assert hook.messenger is not None
    assert not hook.messenger.is_alive()
