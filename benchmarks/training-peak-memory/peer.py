"""Peak memory of PyTorch's training step: every run is a fresh process, `torch_process.py`."""

import json
import subprocess
import sys
from pathlib import Path

import torch
import transformers
from peer_protocol import serve

cases = {}


def hello(threads):
    return {"versions": {"torch": torch.__version__, "transformers": transformers.__version__}}


def prepare(contender, **case):
    cases[contender] = case


def run(contender):
    case = cases[contender]
    program = Path(__file__).with_name("torch_process.py")
    result = subprocess.run(
        [sys.executable, str(program), json.dumps(case)], stdout=subprocess.PIPE, text=True, check=True
    )
    memory = json.loads(result.stdout.splitlines()[-1])
    before = memory["before"] if case["scope"] == "step" else 0
    return {"value": (memory["peak"] - before) / 1e6}


serve(hello=hello, prepare=prepare, run=run)
