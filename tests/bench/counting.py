"""What a request costs in CPU time."""

import time
from collections.abc import Callable
from statistics import median


def cpu_ratio(ours: Callable[[], object], bare: Callable[[], object], pairs: int) -> float:
    """The median ratio of CPU time, each pair measured side by side, so that a busy machine disturbs both alike."""
    return median(_cpu(ours) / max(_cpu(bare), 1e-9) for _ in range(pairs))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
