"""Where the shared corpus lies: real documents that tests read in place and never copy.

A test that needs it carries ``pytest.mark.corpus``. Without the folder such tests report
"not run: corpus absent"; with ``NIUBIZI_CORPUS=required`` they fail instead.
"""

from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared"
