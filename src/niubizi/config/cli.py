"""The ``niubizi`` command: finds the verb, sets Django up for it, and turns refusals into exits.

0: done as asked. 1: the answer is no (a rule refuses, a check fails). 2: it could not be asked
(wrong usage, unreadable file, no database). Messages go to standard error, without a traceback.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

NO, CANNOT = 1, 2
FAULTS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
}
"""What the machine says of files, in the reader's language."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a verb; the console script exits with what it answers."""
    given = list(sys.argv[1:] if argv is None else argv)
    _prepare(given[0] if given else "")
    if given[:1] == ["manage"]:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 after setup

        execute_from_command_line(["niubizi manage", *given[1:]])
        return 0
    return _run(given)


def _prepare(verb: str) -> None:
    """Verbs that serve nobody need no production settings; the demo brings its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niubizi.config.settings")
    if verb == "demo":
        os.environ.setdefault("NIUBIZI_MODE", "demo")
    elif verb not in {"serve", "worker", "manage"}:
        os.environ.setdefault("NIUBIZI_MODE", "command")


def _run(given: list[str]) -> int:
    import django  # noqa: PLC0415 settings come first
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.db import Error as DatabaseError  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        return _say(f"设置不完整，无法启动：{wrong}", CANNOT)

    from niubizi.domain.errors import DomainError  # noqa: PLC0415 needs the apps
    from niubizi.doors.sentences import sentence  # noqa: PLC0415
    from niubizi.jobs.verbs import Refused, parser  # noqa: PLC0415

    arguments = parser().parse_args(given)
    try:
        return int(arguments.run(arguments) or 0)
    except DomainError as refusal:
        return _say(sentence(refusal), NO)
    except Refused as refusal:
        return _say(str(refusal), refusal.status)
    except DatabaseError as fault:
        why = str(fault).partition("\n")[0]
        return _say(f"数据库不可用，或尚未建立（先运行 niubizi migrate）：{why}", CANNOT)
    except BrokenPipeError:
        # The reader has seen enough (`| head`); what is still buffered has nowhere to go.
        sys.stdout = None
        return 0
    except OSError as fault:
        why = FAULTS.get(fault.errno or 0, str(fault.strerror or fault))
        where = f"“{fault.filename}”" if fault.filename else ""
        return _say(f"无法读写文件{where}：{why}。", CANNOT)
    except KeyboardInterrupt:
        return _say("已中断，没有做完的部分不会留下。", NO)


def _say(message: str, status: int) -> int:
    sys.stderr.write(message + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
