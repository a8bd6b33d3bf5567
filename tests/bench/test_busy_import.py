"""The demo's deals come in through the pages, with twenty rules awake, while people work: nothing fails, no row and no
run is lost.

Short: some rows, three people. Long: all 8,800 and eight people, of whom none waits long.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import httpx2
import pytest

from stepmark.commands.import_drafts import save_mapping
from stepmark.demo.files import mapping_of
from stepmark.demo.people import ADMIN_EMAIL
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.domain.runs import Outcome
from stepmark.importing.mapping import as_json
from stepmark.platform.db import Database
from tests.bench.busy_scene import Scene, busy_scene
from tests.bench.conftest import Report
from tests.bench.measured import Hold, holds_in, measure_holds
from tests.bench.people_at_work import Answers, at_work, browser
from tests.support.import_pages import uploaded
from tests.support.served import Program, running

FEW_ROWS, FEW_PEOPLE, MANY_PEOPLE = 40, 3, 8
THINGS_DONE = 4
PATIENCE = 3000.0
PAGE_AIM, HOLD_AIM = 0.5, 0.1
IMPORTER = "imports"


@pytest.fixture
def scene(database: Database, tmp_path: Path, *, long_form: bool) -> Scene:
    """The workspace before the file comes in."""
    rows, people = (None, MANY_PEOPLE) if long_form else (FEW_ROWS, FEW_PEOPLE)
    return busy_scene(database, tmp_path, rows, people)


@pytest.mark.first
@pytest.mark.timeout(7200)
def test_an_import_with_rules_while_people_work(
    scene: Scene, tmp_path: Path, report: Report, *, long_form: bool
) -> None:
    with _served(scene, tmp_path) as (address, programs):
        with at_work(address, scene.works, THINGS_DONE) as answers, browser(address, ADMIN_EMAIL) as anna:
            run = _brought_in(scene, anna)
            assert _comes(scene.is_at_rest)
        said = "".join(program.said for program in programs)
    assert answers.failures == []
    assert (run.state, run.added, run.left_out) == (ImportState.DONE, len(scene.lines), 0)
    assert scene.ran() == {(rule, Outcome.DONE): count for rule, count in scene.runs.items() if count}
    assert "[error" not in said
    held = holds_in(tmp_path / "holds")
    _tell(report, scene, run, answers, held)
    if long_form:
        assert _p95(answers.pages) <= 2 * PAGE_AIM
        assert _p95([each.worked for each in held if each.thread == IMPORTER]) <= 2 * HOLD_AIM


@contextmanager
def _served(scene: Scene, folder: Path) -> Iterator[tuple[str, list[Program]]]:
    """A measured server, on PostgreSQL with a worker beside it; its address."""
    settings = scene.database.settings
    prepare = partial(measure_holds, folder / "holds")
    names = ("serve",) if scene.database.is_sqlite else ("serve", "worker")
    with ExitStack() as stack:
        programs = [stack.enter_context(running(settings, name, folder / name, prepare=prepare)) for name in names]
        yield f"http://{programs[0].address()}", programs


def _brought_in(scene: Scene, anna: httpx2.Client) -> ImportRun:
    """Upload the file, say what its columns mean, start it, and look at its page until it is done."""
    url = uploaded(anna, "deal", scene.file, "sales_pipeline.csv")
    import_id = int(url.rpartition("/")[2])
    scene.edge.run(scene.admin, save_mapping, import_id, as_json(mapping_of("sales_pipeline")))
    answer = anna.post(f"{url}/run")
    assert answer.status_code == 303, answer.text
    assert _comes(lambda: 'id="import-stands"' in anna.get(f"{url}/state").text)
    return scene.run(import_id)


def _comes(asked: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if asked():
            return True
        time.sleep(0.5)
    return False


def _tell(report: Report, scene: Scene, run: ImportRun, answers: Answers, held: Sequence[Hold]) -> None:
    assert run.finished_at is not None
    seconds = (run.finished_at - run.started_at).total_seconds()
    about = f"import of {len(scene.lines):,} deals, {len(scene.works)} people:"
    importer = [each for each in held if each.thread == IMPORTER]
    others = [each.seconds for each in held if each.thread != IMPORTER]
    report(f"{about} rows a second", f"{len(scene.lines) / seconds:.1f}")
    report(f"{about} runs of 20 rules", f"{sum(scene.runs.values()):,}")
    report(f"{about} failures", len(answers.failures))
    for name, waited in {"pages": answers.pages, "changes": answers.changes}.items():
        report(f"{about} {name}", f"{len(waited):,}")
        report(f"{about} {name}, p50 / p95 / max", _told(waited))
    report(f"{about} a chunk holds the writer, p50 / p95 / max", _told([each.seconds for each in importer]))
    report(f"{about} a chunk's own work, p50 / p95 / max", _told([each.worked for each in importer]))
    report(f"{about} another change holds it, p50 / p95 / max", _told(others))


def _told(seconds: Sequence[float]) -> str:
    return " / ".join(f"{each * 1000:.0f}" for each in (median(seconds), _p95(seconds), max(seconds))) + " ms"


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]
