"""One training step of transformers' BERT on PyTorch, with and without gradient checkpointing of every layer."""

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


def prepare(contender, layers, width, heads, intermediate, vocabulary, batch, sequence, dropout, checkpointing):
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=intermediate,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        num_labels=2,
    )
    model = BertForSequenceClassification(config).train()
    if checkpointing:
        model.gradient_checkpointing_enable()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01, fused=True)
    inputs = {
        "input_ids": (torch.arange(batch * sequence) * 65521 % vocabulary).reshape(batch, sequence),
        "attention_mask": torch.ones(batch, sequence, dtype=torch.long),
        "token_type_ids": torch.zeros(batch, sequence, dtype=torch.long),
        "labels": torch.arange(batch) % 2,
    }
    steps[contender] = (model, optimizer, inputs)


def run(contender):
    model, optimizer, inputs = steps[contender]
    start = time.perf_counter()
    model(**inputs).loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return {"value": (time.perf_counter() - start) * 1000}


def release(contender):
    del steps[contender]


if __name__ == "__main__":
    serve(hello=hello, prepare=prepare, run=run, release=release)
