"""Restoring a backup into an empty database, whole or not at all.

The database is brought to the state of the backup's migrations, filled, compared row by row with
what was read, migrated to this release, and verified: trail, digests, figures. On SQLite that
happens in a file of its own, on PostgreSQL in one transaction. Stored files come first: one that
no row speaks of does no harm.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from niubizi.apps.kernel.services import note_copy
from niubizi.apps.kernel.storage import keep
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.reporting.selectors.periods import acts, trail_anchors
from niubizi.apps.reporting.services.verifying import missing_acts, verify_act
from niubizi.doors.misfits import misfit_text
from niubizi.doors.trail_lines import report_texts
from niubizi.jobs.backup.archive import FORMAT, Archive, Damaged, Manifest
from niubizi.jobs.backup.rows import Node, Schema, columns, lines, load, own_labels, reset_sequences
from niubizi.jobs.fresh import is_empty, whole_or_nothing
from niubizi.jobs.verbs import Refused, now

Say = Callable[[str], object]


def restore(place: Path, *, as_is: bool, say: Say) -> Manifest:
    """Fills the database from an archive.

    Raises ``Refused`` for a database that holds something, an archive of a later release or a
    damaged one, and (but with ``as_is``) for data that verification finds fault with.
    """
    try:
        archive = Archive(place)
    except Damaged as fault:
        raise Refused("这不是牛鼻子的备份文件，或文件不完整。", status=2) from fault
    manifest = archive.manifest
    if manifest.format > FORMAT:
        raise _later()
    if not is_empty(own_labels()):
        raise Refused("数据库里已有数据。恢复只能在空数据库里进行，请用 DATABASE_URL 另指一个。")
    try:
        with whole_or_nothing(), _one_transaction():
            _fill(archive, say)
            call_command("migrate", verbosity=0, interactive=False)
            say("核验操作日志、关账摘要和汇总数")
            found = [*_faults(manifest)]
            for fault_text in found:
                say(fault_text)
            if found and not as_is:
                raise Refused(
                    f"备份里的数据有{len(found)}处核验不通过，没有恢复。"
                    "确需照原样恢复的，加 --as-is。"
                )
            note_copy(action="restore", head=manifest.trail_hash, rows=manifest.rows, at=now())
    except Damaged as fault:
        raise Refused(f"备份文件已损坏（{fault.part}），没有恢复。") from fault
    return manifest


@contextmanager
def _one_transaction() -> Iterator[None]:
    """SQLite has the file of its own instead: its tables can't be altered inside a transaction."""
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic():
        yield


def _fill(archive: Archive, say: Say) -> None:
    schema, manifest = Schema(), archive.manifest
    wanted: list[Node] = sorted((label, name) for label, name in manifest.migrations)
    if not set(wanted) <= schema.known:
        raise _later()
    say(f"恢复附件{manifest.files}件")
    for data in archive.files():
        keep(data)
    schema.migrate_to(wanted)
    by_table = {model._meta.db_table: model for model in schema.models}
    with transaction.atomic():
        for table in manifest.tables:
            model = by_table.get(table.name)
            if model is None or columns(model) != table.columns:
                raise Damaged(table.name)
            if table.rows:
                say(f"恢复 {table.name} {table.rows}行")
            load(model, archive.lines(table))
        reset_sequences(schema.models)
        connection.check_constraints()
        for table in manifest.tables:
            digest = hashlib.sha256()
            for line in lines(by_table[table.name]):
                digest.update(line)
            if digest.hexdigest() != table.sha256:
                raise Refused(f"表 {table.name} 写入后与备份不一致，没有恢复。")


def _faults(manifest: Manifest) -> Iterator[str]:
    """What verification finds in the restored data, as sentences."""
    report = verify_trail(trail_anchors())
    yield from report_texts(report)
    if (report.lines, report.hash) != (manifest.trail_lines, manifest.trail_hash or report.hash):
        yield "操作日志的末端与备份清单不一致。"
    for act in acts():
        yield from (f"{act}：{misfit_text(each)}。" for each in verify_act(act))
    yield from (f"{misfit_text(each)}。" for each in missing_acts())


def _later() -> Refused:
    return Refused("这份备份是用更新的版本做的，请先升级本软件，再恢复。")
