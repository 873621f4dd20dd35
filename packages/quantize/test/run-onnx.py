"""Checks an ONNX file, runs it with onnxruntime's default options on each of several feeds, and prints the outputs by name as JSON.

    python run-onnx.py FILE.onnx < feeds.json
"""

import json
import sys

import numpy
import onnx
import onnxruntime

onnx.checker.check_model(sys.argv[1])
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
names = [each.name for each in session.get_outputs()]
answers = []
for texts in json.load(sys.stdin):
    feeds = {name: numpy.array(rows, dtype=numpy.int64) for name, rows in texts.items()}
    answers.append({name: value.ravel().tolist() for name, value in zip(names, session.run(None, feeds))})
print(json.dumps(answers))
