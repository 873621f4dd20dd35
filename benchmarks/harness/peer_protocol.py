"""The Python end of a benchmark: see "Python peers" in benchmarks/README.md.

A peer imports its libraries, defines its commands and calls `serve`. The harness puts this folder on PYTHONPATH.
"""

import json
import os
import sys
import traceback


def serve(**commands):
    """Answers requests until standard input closes.

    Each command is a function of the request's other fields and returns the fields of its answer, or nothing.
    What it raises becomes `{"error": ...}`, and the peer goes on.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What libraries print must not get between the answers.
    for line in sys.stdin:
        print(json.dumps(_answer(commands, json.loads(line))), file=answers, flush=True)


def _answer(commands, request):
    command = request.pop("command")
    if command not in commands and command == "release":
        return {}  # Optional.
    try:
        return commands[command](**request) or {}
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}
