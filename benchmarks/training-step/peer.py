"""One training step of transformers' BERT on PyTorch: forward, backward, gradient norm, AdamW.

Modes: fp32, eager; bf16 (autocast); compiled (`torch.compile`, fp32), which needs a C++ compiler.
"""

import contextlib
import time

import torch
import transformers
from peer_protocol import serve
from transformers import BertConfig, BertForSequenceClassification

steps = {}


def hello(threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    return {"versions": {"torch": torch.__version__, "transformers": transformers.__version__}}


def prepare(contender, mode, layers, width, heads, intermediate, vocabulary, batch, sequence):
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=intermediate,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        num_labels=2,
    )
    model = BertForSequenceClassification(config).train()
    # The fused kernel is PyTorch's fastest AdamW on a CPU.
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01, fused=True)
    inputs = {
        "input_ids": (torch.arange(batch * sequence) * 65521 % vocabulary).reshape(batch, sequence),
        "attention_mask": torch.ones(batch, sequence, dtype=torch.long),
        "token_type_ids": torch.zeros(batch, sequence, dtype=torch.long),
        "labels": torch.arange(batch) % 2,
    }
    forward = torch.compile(model) if mode == "compiled" else model
    steps[contender] = (model, forward, optimizer, inputs, mode == "bf16")
    if mode == "compiled":
        run(contender)  # Compiles, or fails here.


def run(contender):
    model, forward, optimizer, inputs, is_bf16 = steps[contender]
    start = time.perf_counter()
    with torch.autocast("cpu", dtype=torch.bfloat16) if is_bf16 else contextlib.nullcontext():
        loss = forward(**inputs).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return {"value": (time.perf_counter() - start) * 1000}


def release(contender):
    del steps[contender]


serve(hello=hello, prepare=prepare, run=run, release=release)
