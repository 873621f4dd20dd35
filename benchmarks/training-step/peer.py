"""One training step of transformers' BERT on PyTorch: forward, backward, gradient norm, AdamW; or the forward pass alone.

Modes: fp32, eager; bf16 (autocast); fp16 (autocast, scaled loss), on GPUs; compiled (`torch.compile`, fp32), which needs a C++ compiler.
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


def prepare(contender, mode, layers, width, heads, intermediate, vocabulary, batch, sequence, device="cpu", training=True):
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
    model = BertForSequenceClassification(config).train(training).to(device)
    # The fused kernel is PyTorch's fastest AdamW.
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01, fused=True)
    inputs = {
        "input_ids": (torch.arange(batch * sequence) * 65521 % vocabulary).reshape(batch, sequence),
        "attention_mask": torch.ones(batch, sequence, dtype=torch.long),
        "token_type_ids": torch.zeros(batch, sequence, dtype=torch.long),
        "labels": torch.arange(batch) % 2,
    }
    inputs = {name: values.to(device) for name, values in inputs.items()}
    scaler = torch.amp.GradScaler(device, enabled=mode == "fp16")
    forward = torch.compile(model) if mode == "compiled" else model
    steps[contender] = (model, forward, optimizer, inputs, scaler, autocast(device, mode), training)
    if mode == "compiled":
        run(contender)  # Compiles, or fails here.


def autocast(device, mode):
    dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(mode)
    return contextlib.nullcontext() if dtype is None else torch.autocast(device, dtype=dtype)


def run(contender):
    model, forward, optimizer, inputs, scaler, precision, training = steps[contender]
    start = time.perf_counter()
    with precision, torch.set_grad_enabled(training):
        loss = forward(**inputs).loss
    if training:
        update(model, optimizer, scaler, loss)
    if loss.is_cuda:
        torch.cuda.synchronize()
    return {"value": (time.perf_counter() - start) * 1000}


def update(model, optimizer, scaler, loss):
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()
    optimizer.zero_grad(set_to_none=True)


def release(contender):
    del steps[contender]


serve(hello=hello, prepare=prepare, run=run, release=release)
