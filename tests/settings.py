"""The product's own settings in test mode, over a data folder and a database of this process.

The database is a file, not memory, because several processes must see it: verbs, the served site,
engines with drivers of their own. ``DATABASE_URL`` puts the suite on PostgreSQL
(``python -m tests.postgres pytest``). Each worker of pytest-xdist has its own folder and database.
"""

import os
import tempfile
from pathlib import Path

# Made and removed by conftest.py: this module is also read by tools that only look at settings.
FOLDER = Path(tempfile.gettempdir()) / f"niubizi-test-{os.getpid()}"

os.environ["NIUBIZI_MODE"] = "test"
os.environ["NIUBIZI_DATA_DIR"] = str(FOLDER)

from niubizi.config.settings import *  # noqa: E402, F403
from niubizi.config.settings import DATABASES  # noqa: E402

_default = DATABASES["default"]
if _default["ENGINE"] == "django.db.backends.sqlite3":
    _default["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
    # Survives a killed process; only a power cut could harm it, and who would mourn a test's rows.
    _init = str(_default["OPTIONS"]["init_command"])
    _default["OPTIONS"]["init_command"] = _init.replace("synchronous=FULL", "synchronous=OFF")
