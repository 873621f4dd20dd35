"""Checks an ONNX file with onnx.checker, runs it with onnxruntime, and prints its outputs as JSON.

    python check-onnx.py FILE.onnx < feeds.json
"""

import json
import sys

import numpy
import onnx
import onnxruntime

path = sys.argv[1]
onnx.checker.check_model(path, full_check=True)
feeds = {name: numpy.array(rows, dtype=numpy.int64) for name, rows in json.load(sys.stdin).items()}
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
outputs = dict(zip([each.name for each in session.get_outputs()], session.run(None, feeds)))
print(
    json.dumps(
        {
            "inputs": [[each.name, each.type, each.shape] for each in session.get_inputs()],
            "outputs": {name: value.ravel().tolist() for name, value in outputs.items()},
        }
    )
)
