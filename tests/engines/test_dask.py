"""Dask: tasks over row groups, also where a worker dies."""
from __future__ import annotations

import pytest
from conftest import OPTIONS, WRONG, check_counts, dying_key_command, traces

from hmacsweep import KeySource

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    place = tmp_path_factory.mktemp("dask")
    (place / "here").touch()
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, local_directory=str(place), dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            yield client
    assert traces(place) == []


def test_row_groups_are_verified_each_once(folder, client):
    import hmacsweep.dask

    whole = hmacsweep.dask.verify_parquet(client, folder / "rows", keys=KeySource.file(folder / "keys.json"), parts=6, **OPTIONS)
    check_counts(whole.summary)
    assert sorted(map(int, whole.failures.column("id").to_pylist())) == sorted(WRONG)


def test_a_worker_that_dies_changes_no_count(folder, client, marker, tmp_path):
    import hmacsweep.dask

    command = dying_key_command(folder, marker, tmp_path / "die.py")
    whole = hmacsweep.dask.verify_parquet(client, folder / "rows", keys=KeySource.command(*command), parts=6, **OPTIONS)
    assert marker.exists()
    check_counts(whole.summary)
    assert whole.failures.num_rows == len(WRONG)
