"""A record kind and an action are added by their own files alone: here to a copy of the product."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from stepmark.platform.db import Database
from stepmark.platform.migrations import newest_revision

ROOT = Path(__file__).parents[2]
TOYS = Path(__file__).parent / "toys"


def test_a_kind_and_an_action_of_their_own_have_all_that_others_have(database: Database, tmp_path: Path) -> None:
    copy = _with_toys(tmp_path / "product")
    url = str(database.settings.database_url or "")
    done = subprocess.run(
        [sys.executable, TOYS / "trial.py", tmp_path / "data", url],
        env=os.environ | {"PYTHONPATH": str(copy / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _with_toys(copy: Path) -> Path:
    for folder in ("src", "migrations", "templates"):
        shutil.copytree(ROOT / folder, copy / folder)
    package = copy / "src" / "stepmark"
    shutil.copy(TOYS / "boats.py", package / "domain")
    shutil.copy(TOYS / "launch.py", package / "automation" / "actions")
    migration = (TOYS / "migration.py").read_text().replace("NEWEST", str(newest_revision()))
    (copy / "migrations" / "versions" / "9999_boats.py").write_text(migration)
    with (package / "locale" / "pl" / "LC_MESSAGES" / "messages.po").open("a") as messages:
        messages.write((TOYS / "messages.po").read_text())
    return copy
