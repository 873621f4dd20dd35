"""Prints the logits that transformers has for a model directory, as JSON.

Run: python transformers-logits.py DIRECTORY < inputs.json
"""

import json
import sys

import torch
from transformers import AutoModelForSequenceClassification, logging

logging.set_verbosity_error()
logging.disable_progress_bar()
model, report = AutoModelForSequenceClassification.from_pretrained(sys.argv[1], output_loading_info=True)
inputs = {name: torch.tensor(values) for name, values in json.load(sys.stdin).items()}
with torch.no_grad():
    logits = model.eval()(**inputs).logits
print(
    json.dumps(
        {
            "class": type(model).__name__,
            "dtype": str(model.dtype),
            "labels": [model.config.id2label[index] for index in range(model.config.num_labels)],
            "problems": [key for key, names in report.items() for _ in names],
            "logits": logits.flatten().tolist(),
        }
    )
)
