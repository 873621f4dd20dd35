"""Fine-tunes transformers' BERT on the same rows and settings; a first contender gives the seconds, a second the scores."""

import sys
import time

import numpy
import torch
import transformers
from peer_protocol import serve
from scipy.stats import pearsonr, spearmanr
from seqeval.metrics import f1_score as entity_f1
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef
from transformers import (
    AutoConfig,
    BertForSequenceClassification,
    BertForTokenClassification,
    get_linear_schedule_with_warmup,
)

runs = {}
scores = {}
seeds = {}


def hello(threads):
    torch.set_num_threads(threads)
    return {"versions": {"torch": torch.__version__, "transformers": transformers.__version__}}


def prepare(contender, **settings):
    runs[contender] = settings


def read_split(settings, split):
    dtype = numpy.float32 if settings["kind"] == "sequence-regression" else numpy.int32
    ids, offsets, pairs = (
        numpy.fromfile(settings[f"{split}_{column}"], dtype=numpy.int32).astype(numpy.int64)
        for column in ("ids", "offsets", "pair_starts")
    )
    labels = numpy.fromfile(settings[f"{split}_labels"], dtype=dtype)
    if settings["kind"] == "token-classification":
        labels = [labels[start:end].astype(numpy.int64) for start, end in zip(offsets, offsets[1:])]
    elif dtype == numpy.int32:
        labels = labels.astype(numpy.int64)
    return [ids[start:end] for start, end in zip(offsets, offsets[1:])], pairs, labels


def make_batch(rows, pairs, labels, chosen):
    length = max(len(rows[row]) for row in chosen)
    ids, mask, types = (torch.zeros(len(chosen), length, dtype=torch.long) for _ in range(3))
    by_token = isinstance(labels, list)
    targets = torch.full((len(chosen), length), -100) if by_token else torch.from_numpy(labels[chosen])
    for position, row in enumerate(chosen):
        tokens = len(rows[row])
        ids[position, :tokens] = torch.from_numpy(rows[row])
        mask[position, :tokens] = 1
        types[position, pairs[row] : tokens] = 1
        if by_token:
            targets[position, :tokens] = torch.from_numpy(labels[row])
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types, "labels": targets}


def bucketed_batches(rows, size, generator):
    """Rows of similar length together, in random order: as our side does it."""
    order = torch.randperm(len(rows), generator=generator).numpy()
    order = order[numpy.argsort([len(rows[row]) // 4 for row in order], kind="stable")]
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    return [batches[index] for index in torch.randperm(len(batches), generator=generator)]


def load(settings):
    regression = settings["kind"] == "sequence-regression"
    config = AutoConfig.from_pretrained(settings["model"])
    config.num_labels = 1 if regression else len(settings["labels"])
    config.problem_type = "regression" if regression else None
    tagging = settings["kind"] == "token-classification"
    kind = BertForTokenClassification if tagging else BertForSequenceClassification
    return kind.from_pretrained(settings["model"], config=config, dtype=torch.float32)


def run(contender):
    settings = runs[contender]
    task = settings["task"]
    if settings["what"] == "score":
        return {"value": scores[task].pop(0)}
    seed = seeds[task] = seeds.get(task, 0) + 1
    started = time.perf_counter()
    score = fine_tune(settings, seed)
    seconds = time.perf_counter() - started
    scores.setdefault(task, []).append(score)
    print(f"PyTorch, seed {seed}: {seconds:.0f} s, {settings['metric']} {score:.4f}", file=sys.stderr)
    return {"value": seconds}


def fine_tune(settings, seed):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = load(settings).train()
    decaying = [p for name, p in model.named_parameters() if not (name.endswith("bias") or "LayerNorm" in name)]
    steady = [p for name, p in model.named_parameters() if name.endswith("bias") or "LayerNorm" in name]
    groups = [{"params": decaying, "weight_decay": settings["weightDecay"]}, {"params": steady, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=settings["learningRate"], fused=True)
    rows, pairs, labels = read_split(settings, "train")
    total = settings["epochs"] * -(-len(rows) // settings["batch"])
    schedule = get_linear_schedule_with_warmup(optimizer, round(settings["warmupRatio"] * total), total)
    validation = read_split(settings, "validation")
    score = 0.0
    for _ in range(settings["epochs"]):
        for chosen in bucketed_batches(rows, settings["batch"], generator):
            model(**make_batch(rows, pairs, labels, chosen)).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
        # After each epoch, as our side does.
        score = evaluate(model.eval(), settings, *validation)
        model.train()
    return score


@torch.no_grad()
def evaluate(model, settings, rows, pairs, labels):
    order = numpy.argsort([len(row) for row in rows], kind="stable")
    found = [None] * len(rows)
    for start in range(0, len(order), 32):
        chosen = order[start : start + 32]
        logits = model(**make_batch(rows, pairs, labels, chosen)).logits
        for position, row in enumerate(chosen):
            found[row] = logits[position].numpy()
    return float(METRICS[settings["metric"]](found, labels, settings))


def classes(found):
    return [each.argmax() for each in found]


def tags(found, labels, settings):
    names = settings["labels"]
    kept = [[token for token, label in enumerate(row) if label != -100] for row in labels]
    right = [[names[row[token]] for token in tokens] for row, tokens in zip(labels, kept)]
    guessed = [[names[row[token].argmax()] for token in tokens] for row, tokens in zip(found, kept)]
    return entity_f1(right, guessed)


METRICS = {
    "accuracy": lambda found, labels, _: accuracy_score(labels, classes(found)),
    "f1": lambda found, labels, _: f1_score(labels, classes(found)),
    "matthewsCorrelation": lambda found, labels, _: matthews_corrcoef(labels, classes(found)),
    "pearson": lambda found, labels, _: pearsonr([each[0] for each in found], labels)[0],
    "spearman": lambda found, labels, _: spearmanr([each[0] for each in found], labels)[0],
    "entityF1": tags,
}

serve(hello=hello, prepare=prepare, run=run)
