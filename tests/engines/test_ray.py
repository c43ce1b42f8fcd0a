"""Ray: tasks over row groups, also where a worker dies."""
from __future__ import annotations

import pytest
from conftest import NUM_ROWS, OPTIONS, WRONG, check_counts, dying_key_command, traces

import hmacsweep
from hmacsweep import KeySource

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    import hmacsweep.ray

    place = tmp_path_factory.mktemp("ray")
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100 << 20, _temp_dir=str(place))
    yield place
    ray.shutdown()
    assert traces(place) == []


def test_row_groups_are_verified_each_once(folder, logs):
    whole = hmacsweep.ray.verify_parquet(folder / "rows", keys=KeySource.file(folder / "keys.json"), parts=6, **OPTIONS)
    check_counts(whole.summary)
    assert sorted(map(int, whole.failures.column("id").to_pylist())) == sorted(WRONG)


def test_a_worker_that_dies_changes_no_count(folder, logs, marker, tmp_path):
    command = dying_key_command(folder, marker, tmp_path / "die.py")
    whole = hmacsweep.ray.verify_parquet(folder / "rows", keys=KeySource.command(*command), parts=6, **OPTIONS)
    assert marker.exists()
    check_counts(whole.summary)
    assert whole.failures.num_rows == len(WRONG) and whole.summary["records"] == NUM_ROWS


def test_a_worker_that_dies_for_good_is_an_error(folder, logs, marker, tmp_path):
    command = dying_key_command(folder, marker, tmp_path / "die.py")
    with pytest.raises(ray.exceptions.WorkerCrashedError):
        hmacsweep.ray.verify_parquet(folder / "rows", keys=KeySource.command(*command), parts=6, max_retries=0, **OPTIONS)
