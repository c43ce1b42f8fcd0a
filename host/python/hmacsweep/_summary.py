"""Summaries, and how those of parts become one."""
from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ._errors import BackendDisagreement, IncompleteError
from ._native import Request, merge

Files = tuple[int, str]
"""How many files, and the sum over them (`_native.sum_of_files`)."""


@dataclasses.dataclass(frozen=True)
class Part:
    """Which part of a whole a table is: a partition or a task.

    number: from 1. of: how many parts there are; 0: only the one who merges knows. attempt: from 0, where an engine runs
    a failed part again. files, all_files: of a part that is made of files.
    """

    number: int
    of: int = 0
    attempt: int = 0
    files: Files = (0, "")
    all_files: Files = (0, "")

    def _mark(self, request: Request) -> None:
        """For this package."""
        request.part(self.number, self.of, self.attempt, self.files, self.all_files)


class Summary(dict[str, Any]):
    """A summary, in the shape that `hmacsweep verify --summary` writes."""

    @property
    def ok(self) -> bool:
        """Whether every row is valid, and there are rows."""
        return self.status == 0

    @property
    def status(self) -> int:
        """The exit status that `hmacsweep verify` has."""
        return int(self["status"])

    @classmethod
    def merge(cls, parts: Iterable[Mapping[str, Any] | str], *, expect_rows: int | None = None,
              expect_parts: int | None = None) -> Summary:
        """Joins the summaries of parts, in any order, into that of the whole: the merge of `hmacsweep merge`.

        parts: summaries, or their JSON. A part that was run again counts once. Wrong MACs are a result.
        expect_rows: how many rows all parts must have. expect_parts: how many parts there must be; needed where the
        parts do not know.

        Raises `IncompleteError` where a part is missing, or where parts do not belong together, contradict each other
        or have another number of rows; and `BackendDisagreement` where a part's verdicts cannot be trusted.
        """
        texts = [part if isinstance(part, str) else json.dumps(part) for part in parts]
        text, error = merge(texts, expect_rows, expect_parts)
        if error:
            raise IncompleteError(error)
        summary = cls(json.loads(text))
        reasons = "; ".join(reason["words"] for reason in summary["reasons"])
        if summary.status == 5:
            raise BackendDisagreement(reasons)
        if not summary["complete"] or summary["merged"]["missing"] or expect_rows not in (None, summary["records"]):
            raise IncompleteError(reasons)
        return summary
