"""Runs scenarios on a faulty disk: started once with shim.so preloaded, it forks a child for every run.

``python preloaded.py shim.so faults.publishing`` reads orders, one JSON object a line, and answers each with the
child's exit status (negative: the signal that killed it). A start of Python costs ten times as much as a fork.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

DISK_FULL = 28


def _run(library: ctypes.CDLL, scenario: ModuleType, order: dict[str, Any]) -> int:
    library.mithaq_shim_arm(
        order["root"].encode(),
        order["journal"].encode(),
        ctypes.c_long(order["kill_at"]),
        ctypes.c_long(order["full_at"]),
        ctypes.c_int(order["torn"]),
    )
    try:
        scenario.run(Path(order["root"]), Path(order["notes"]))
    except Exception as error:  # noqa: BLE001  # a child has no caller: it reports and ends
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return DISK_FULL
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    library = ctypes.CDLL(sys.argv[1])
    scenario = importlib.import_module(sys.argv[2])
    if hasattr(scenario, "warm_up"):
        scenario.warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = _run(library, scenario, json.loads(line))
            sys.stderr.flush()
            os._exit(status)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
