"""Parts of a table, merged: no engine."""
from __future__ import annotations

import json

import pytest
from conftest import NUM_ROWS, OPTIONS, check_counts, make_rows

import hmacsweep
from hmacsweep import IncompleteError, KeyStore, Part, Summary
from hmacsweep._parts import KeySource, Whole, plan, run_task


@pytest.fixture(scope="module")
def parts(folder):
    import pyarrow as pa

    keys = KeyStore.open(folder / "keys.json")
    table = pa.table(make_rows())
    return [hmacsweep.verify(table.slice(i * 5_000, 5_000), keys=keys, part=Part(i + 1, 4), **OPTIONS).summary
            for i in range(4)]


def test_parts_add_up_in_any_order(parts):
    whole = Summary.merge(parts, expect_rows=NUM_ROWS, expect_parts=4)
    check_counts(whole)
    assert Summary.merge([json.dumps(part) for part in reversed(parts)]) == whole
    assert Summary.merge([*parts, parts[2]])["records"] == NUM_ROWS


def test_what_is_missing_or_does_not_fit_is_an_error(parts, folder):
    with pytest.raises(IncompleteError, match="part 2 of 4 is missing"):
        Summary.merge([parts[0], *parts[2:]])
    with pytest.raises(IncompleteError, match="expected"):
        Summary.merge(parts, expect_rows=NUM_ROWS + 1)
    with pytest.raises(IncompleteError, match="expected"):
        Summary.merge(parts, expect_parts=5)
    with pytest.raises(IncompleteError, match="no summary"):
        Summary.merge([])
    with pytest.raises(IncompleteError, match="it is no JSON"):
        Summary.merge(["{"])
    import pyarrow as pa

    table = pa.table(make_rows(5_000, frozenset()))
    keys = KeyStore.open(folder / "keys.json")
    other = hmacsweep.verify(table, keys=keys, part=Part(2, 4), limits="none", **OPTIONS).summary
    with pytest.raises(IncompleteError, match="--limits is auto, and none"):
        Summary.merge([parts[0], other, *parts[2:]])
    again = hmacsweep.verify(table, keys=keys, part=Part(2, 4, attempt=1), **OPTIONS).summary
    with pytest.raises(IncompleteError, match="more than once"):
        Summary.merge([*parts, again])


def test_the_sum_over_rows_does_not_depend_on_parts(parts, folder):
    import pyarrow as pa

    whole = hmacsweep.verify(pa.table(make_rows()), keys=KeyStore.open(folder / "keys.json"), part=Part(1, 1), threads=2,
                             **OPTIONS).summary
    assert whole["records_sum"] == Summary.merge(parts)["records_sum"]


@pytest.mark.parametrize("num_parts", [None, 1, 7, 40, 1000])
def test_row_groups_are_cut_into_parts_each_once(folder, num_parts):
    tasks = plan(folder / "rows", num_parts)
    assert len(tasks) == min(num_parts or 40, 40)
    units = [unit for task in tasks for unit in task.units]
    assert len(units) == len(set(units)) == 40
    assert sum(task.num_rows for task in tasks) == NUM_ROWS
    keys = KeySource.file(folder / "keys.json")
    if num_parts == 7:
        batches = [run_task(task, keys, OPTIONS) for task in tasks]
        check_counts(Whole._of(batches, NUM_ROWS, 7).summary)
        with pytest.raises(IncompleteError, match="missing"):
            Whole._of(batches[1:], NUM_ROWS, 7)


def test_a_file_that_changed_after_it_was_cut_is_found(folder, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(make_rows(100, frozenset())), tmp_path / "a.parquet")
    tasks = plan(tmp_path / "a.parquet")
    pq.write_table(pa.table(make_rows(101, frozenset())), tmp_path / "a.parquet")
    with pytest.raises(IncompleteError, match="100 rows were expected"):
        run_task(tasks[0], KeySource.file(folder / "keys.json"), OPTIONS)


def test_a_key_source_carries_no_material(folder):
    import pickle

    from conftest import traces_in

    source = KeySource.command("cat", str(folder / "keys.json"))
    source.open()
    assert source.open().names == ["k1"]
    assert not traces_in(pickle.dumps(source) + repr(source).encode())
    with pytest.raises(hmacsweep.HmacsweepError):
        KeySource.command("false").open()
