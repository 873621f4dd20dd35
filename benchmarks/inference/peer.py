"""Python's onnxruntime: text in, mean-pooled vectors out; sorted batches, or one text at a time.

Its ONNX files are made by make_peer_files.py, in a process of its own, so that PyTorch is not in this one.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy
import onnxruntime
import tokenizers
from peer_protocol import serve

embedders = {}
settings = {}


class Embedder:
    def __init__(self, model, tokenizer, texts, batch, max_length):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings["threads"]
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.tokenizer = tokenizers.Tokenizer.from_file(tokenizer)
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(max_length)
        self.texts = json.loads(Path(texts).read_text(encoding="utf-8"))
        self.batch = batch

    def embed(self):
        encoded = [each.ids for each in self.tokenizer.encode_batch(self.texts)] if self.batch > 1 else None
        vectors = [None] * len(self.texts)
        if encoded is None:
            for position, text in enumerate(self.texts):
                vectors[position] = self.run([self.tokenizer.encode(text).ids])[0]
            return vectors
        order = sorted(range(len(encoded)), key=lambda position: len(encoded[position]))
        for start in range(0, len(order), self.batch):
            positions = order[start : start + self.batch]
            for position, vector in zip(positions, self.run([encoded[position] for position in positions])):
                vectors[position] = vector
        return vectors

    def run(self, rows):
        longest = max(len(row) for row in rows)
        ids = numpy.zeros((len(rows), longest), dtype=numpy.int64)
        mask = numpy.zeros_like(ids)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        (output,) = self.session.run(None, feeds)
        if output.ndim == 2:  # Ours, pooled in the graph.
            return output
        weights = mask[:, :, None].astype(numpy.float32)
        return (output * weights).sum(axis=1) / weights.sum(axis=1)


def hello(threads):
    settings["threads"] = threads
    return {"versions": {"onnxruntime (Python)": onnxruntime.__version__, "tokenizers (Python)": tokenizers.__version__}}


def make_files(model, output):
    script = Path(__file__).with_name("make_peer_files.py")
    made = subprocess.run([sys.executable, script, "--model", model, "--output", output], capture_output=True, text=True)
    if made.returncode != 0:
        raise RuntimeError(f"{script.name} failed: {made.stderr.strip().splitlines()[-1]}")


def prepare(contender, **options):
    embedders[contender] = Embedder(**options)


def vectors(contender, output):
    numpy.stack(embedders[contender].embed()).astype("<f4").tofile(output)


def run(contender):
    embedder = embedders[contender]
    start = time.perf_counter()
    embedder.embed()
    return {"value": len(embedder.texts) / (time.perf_counter() - start)}


def release(contender):
    del embedders[contender]


serve(hello=hello, make_files=make_files, prepare=prepare, vectors=vectors, run=run, release=release)
