"""Work on portions comes out in order, and the same for any number of processes."""

from __future__ import annotations

import pytest

from reader.training.workers import working


def added(needed: int, job: int) -> int:
    return needed + job


@pytest.mark.parametrize("processes", [1, 2])
def test_every_job_meets_what_all_need(processes: int) -> None:
    with working(40, processes) as run:
        assert list(run(added, [1, 2, 3])) == [41, 42, 43]
