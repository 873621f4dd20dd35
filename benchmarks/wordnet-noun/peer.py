"""Trains transformers' BERT from scratch on the same rows and settings, and returns its accuracy."""

import numpy
import torch
import transformers
from peer_protocol import serve
from transformers import BertConfig, BertForSequenceClassification, get_linear_schedule_with_warmup

SIZES = {"mini": {"num_hidden_layers": 4, "hidden_size": 256, "num_attention_heads": 4, "intermediate_size": 1024}}
runs = {}


def hello(threads):
    torch.set_num_threads(threads)
    return {"versions": {"torch": torch.__version__, "transformers": transformers.__version__}}


def prepare(contender, **settings):
    runs[contender] = settings


def read_split(settings, split):
    ids, offsets, labels = (
        numpy.fromfile(settings[f"{split}_{column}"], dtype=numpy.int32).astype(numpy.int64)
        for column in ("ids", "offsets", "labels")
    )
    return [ids[start:end] for start, end in zip(offsets, offsets[1:])], labels


def make_batch(rows, labels, chosen):
    length = max(len(rows[row]) for row in chosen)
    ids = torch.zeros(len(chosen), length, dtype=torch.long)
    mask = torch.zeros(len(chosen), length, dtype=torch.long)
    for position, row in enumerate(chosen):
        ids[position, : len(rows[row])] = torch.from_numpy(rows[row])
        mask[position, : len(rows[row])] = 1
    return {"input_ids": ids, "attention_mask": mask, "labels": torch.from_numpy(labels[chosen])}


def bucketed_batches(rows, size, generator):
    """Rows of similar length together, in random order: as our side does it."""
    order = torch.randperm(len(rows), generator=generator).numpy()
    order = order[numpy.argsort([len(rows[row]) // 4 for row in order], kind="stable")]
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    return [batches[index] for index in torch.randperm(len(batches), generator=generator)]


def run(contender):
    settings = runs[contender]
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(1)
    config = BertConfig(vocab_size=settings["vocabulary"], num_labels=settings["labels"], **SIZES[settings["preset"]])
    model = BertForSequenceClassification(config).train()
    decaying = [p for name, p in model.named_parameters() if not (name.endswith("bias") or "LayerNorm" in name)]
    steady = [p for name, p in model.named_parameters() if name.endswith("bias") or "LayerNorm" in name]
    groups = [{"params": decaying, "weight_decay": 0.01}, {"params": steady, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=settings["learningRate"], fused=True)
    rows, labels = read_split(settings, "train")
    total = settings["epochs"] * -(-len(rows) // settings["batch"])
    schedule = get_linear_schedule_with_warmup(optimizer, round(0.1 * total), total)
    for _ in range(settings["epochs"]):
        for chosen in bucketed_batches(rows, settings["batch"], generator):
            model(**make_batch(rows, labels, chosen)).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
    return {"value": evaluate(model.eval(), *read_split(settings, "validation"))}


@torch.no_grad()
def evaluate(model, rows, labels):
    order = numpy.argsort([len(row) for row in rows], kind="stable")
    correct = 0
    for start in range(0, len(order), 64):
        batch = make_batch(rows, labels, order[start : start + 64])
        correct += int((model(**batch).logits.argmax(-1) == batch["labels"]).sum())
    return correct / len(rows)


serve(hello=hello, prepare=prepare, run=run)
