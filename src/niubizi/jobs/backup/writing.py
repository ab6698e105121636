"""Writing a backup while people go on working: one moment of the database, then its files."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.apps import apps
from django.db import connection
from django.db.models import Model

from niubizi.apps.kernel.services import note_copy
from niubizi.apps.kernel.snapshots import one_moment
from niubizi.apps.kernel.storage import kept
from niubizi.documents.whole import written_whole
from niubizi.jobs.backup.archive import FORMAT, Manifest, Writer
from niubizi.jobs.backup.rows import Schema, columns, lines
from niubizi.jobs.verbs import Refused


def write_backup(place: Path, at: datetime) -> Manifest:
    """Writes the archive; the trail gets its line afterwards, so it is in the next one.

    Raises ``Refused`` where there is nothing to keep, or a stored file is missing or damaged.
    """
    schema = Schema()
    if not schema.applied:
        raise Refused("数据库尚未建立，没有可备份的内容。")
    with written_whole(place) as stream, one_moment():
        manifest = _write(stream, schema, at)
    newest = not schema.known - set(schema.applied)
    if newest:
        note_copy(action="backup", head=manifest.trail_hash, rows=manifest.rows, at=at)
    return manifest


def _write(stream: IO[bytes], schema: Schema, at: datetime) -> Manifest:
    writer = Writer(stream)
    tables = [
        writer.table(model._meta.db_table, columns(model), lines(model)) for model in schema.models
    ]
    # Files are in their place before a row speaks of them, and stay: those of the rows are there.
    hashes = (
        _model(schema, "storedfile")._base_manager.order_by("pk").values_list("sha256", flat=True)
    )
    files = 0
    for sha256 in hashes.iterator():
        data = kept(sha256)
        if data is None:
            raise Refused(f"附件 {sha256} 缺失或已损坏，备份没有做成。请先从以前的备份补回。")
        writer.file(sha256, data)
        files += 1
    trail = _model(schema, "auditentry")._base_manager
    last = trail.order_by("-id").values_list("hash", flat=True).first()
    manifest = Manifest(
        format=FORMAT,
        release=version("niubizi"),
        at=at.isoformat(),
        database=connection.vendor,
        migrations=[list(node) for node in schema.applied],
        tables=tables,
        files=files,
        trail_lines=trail.count(),
        trail_hash=last or "",
    )
    writer.close(manifest)
    return manifest


def _model(schema: Schema, name: str) -> type[Model]:
    label = apps.get_app_config("kernel").label
    return next(
        m for m in schema.models if (m._meta.app_label, m._meta.model_name) == (label, name)
    )
