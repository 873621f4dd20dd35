"""A process of its own that trains a few steps on PyTorch and prints its memory in bytes, as JSON."""

import importlib.util
import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "gradient-checkpointing"


def load_step():
    """The step of the benchmark of times, so that both measure the same work."""
    specification = importlib.util.spec_from_file_location("checkpointing_peer", FOLDER / "peer.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def resident(field):
    """Bytes, as Linux counts them for this process alone."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE).group(1)) * 1024


case = json.loads(sys.argv[1])
step = load_step()
step.hello(case["threads"])
before = resident("VmRSS")
step.prepare("pytorch", **case["settings"])
for _ in range(case["steps"]):
    step.run("pytorch")
print(json.dumps({"before": before, "peak": resident("VmHWM")}))
