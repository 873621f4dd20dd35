"""Prints the logits that transformers has for a directory with pruned heads, as JSON; or its version, if it does not know `pruned_heads`.

Run: python pruned-logits.py DIRECTORY < inputs.json
"""

import json
import sys

import torch
import transformers
from transformers import AutoModelForSequenceClassification, logging

logging.set_verbosity_error()
if int(transformers.__version__.split(".")[0]) >= 5:
    print(json.dumps({"unsupported": transformers.__version__}))
    sys.exit()
model, report = AutoModelForSequenceClassification.from_pretrained(sys.argv[1], output_loading_info=True)
inputs = {name: torch.tensor(values) for name, values in json.load(sys.stdin).items()}
with torch.no_grad():
    logits = model.eval()(**inputs).logits
sizes = [layer.attention.self.query.weight.shape[0] for layer in model.bert.encoder.layer]
problems = [name for names in report.values() for name in names]
print(json.dumps({"logits": logits.flatten().tolist(), "attention_widths": sizes, "problems": problems}))
