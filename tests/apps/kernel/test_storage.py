"""Stored files: once under their hash, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.kernel.storage import ContentStorage, clear_abandoned, open_file, read_file, store
from niubizi.doors import clock
from tests.cast import NOW
from tests.settings import FOLDER

PDF = b"%PDF-1.4 briefing"


class Torn(io.BytesIO):
    """A content that stops in the middle, as if the power went."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError("gone")
        return super().read(4)


@pytest.mark.django_db
def test_what_is_stored_reads_back() -> None:
    row = store(PDF, media_type="application/pdf", at=NOW)
    assert (read_file(row), row.sha256, row.size) == (PDF, hashlib.sha256(PDF).hexdigest(), 17)


@pytest.mark.django_db
def test_a_stored_file_opens_as_a_stream() -> None:
    with open_file(store(PDF, media_type="application/pdf", at=NOW)) as stream:
        assert stream.read(4) == b"%PDF"


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once() -> None:
    first, second = (store(PDF, media_type="application/pdf", at=NOW) for _ in range(2))
    assert (first, StoredFile.objects.count()) == (second, 1)


def test_a_file_torn_while_written_is_not_there(tmp_path: Path) -> None:
    storage = ContentStorage(location=tmp_path)
    with pytest.raises(OSError, match="gone"):
        storage.save("ab/abcd", File(Torn(PDF), "a.pdf"))
    assert not storage.exists("ab/abcd")


def test_the_same_name_twice_stays_one_name(tmp_path: Path) -> None:
    storage = ContentStorage(location=tmp_path)
    names = [storage.save("ab/abcd", ContentFile(PDF)) for _ in range(2)]
    assert names == ["ab/abcd", "ab/abcd"]


def test_files_lie_in_the_data_folder() -> None:
    assert default_storage.path("ab") == str(FOLDER / "files" / "ab")


def killed_while_writing(place: Path) -> None:
    """A process of its own that dies by SIGKILL with half a file written."""
    script = (
        "import os, signal, sys, pathlib\n"
        "from niubizi.documents.whole import written_whole\n"
        "with written_whole(pathlib.Path(sys.argv[1])) as beside:\n"
        "    beside.write(b'half'); beside.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(place)], check=False).returncode == -9


@pytest.mark.django_db
def test_what_a_killed_process_has_left_is_cleared_a_day_later() -> None:
    row = store(PDF, media_type="application/pdf", at=NOW)
    folder = FOLDER / "files" / row.sha256[:2]
    killed_while_writing(folder / "abcd")
    assert len(list(folder.iterdir())) == 2
    assert clear_abandoned(now=clock.real()) == 0
    assert clear_abandoned(now=clock.real() + timedelta(days=1, minutes=1)) == 1
    assert read_file(row) == PDF
