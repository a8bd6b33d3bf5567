"""The cluster that the suite runs on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import APP_ROLE, Cluster

pytestmark = pytest.mark.postgres

_OWNER = """
from tests.support.postgres import running_cluster
with running_cluster() as cluster, cluster.as_superuser() as connection:
    print(cluster.port, connection.execute("show data_directory").fetchone()[0], flush=True)
    input()
"""


def test_the_application_is_no_superuser_and_bound_by_row_level_security(postgres_cluster: Cluster) -> None:
    with postgres_cluster.as_superuser() as connection:
        role = connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = %s", [APP_ROLE]
        ).fetchone()
    assert role == (False, False, False, False)


def test_a_database_made_from_a_template_has_its_rows(postgres_cluster: Cluster) -> None:
    try:
        with _connect(postgres_cluster.create_database("pattern")) as connection:
            connection.execute("create table deal as select 7 as id")
        with _connect(postgres_cluster.create_database("copy", template="pattern")) as connection:
            assert connection.execute("select id from deal").fetchone() == (7,)
    finally:
        for name in ("copy", "pattern"):
            postgres_cluster.drop_database(name)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_cluster_goes_with_its_owner_however_that_ends(ending: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", _OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert owner.stdout is not None
    port, data = owner.stdout.readline().split()
    home = Path(data).parent
    assert home.is_dir()
    owner.send_signal(ending)
    owner.communicate()
    deadline = time.monotonic() + 20
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()
    with pytest.raises(psycopg.OperationalError):
        _connect(Cluster(int(port)).url("postgres"))


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
