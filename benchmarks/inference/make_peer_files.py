"""Makes the ONNX files of the peers from a BERT checkpoint, as their authors do.

    python make_peer_files.py --model DIR --output DIR

`torch.onnx.export` of transformers' `BertModel`, then `quantize_dynamic` per channel with reduced range: what the
conversion script of transformers.js does for a BERT. The output is a folder that transformers.js loads:
`config.json`, the tokenizer's files, `onnx/model.onnx` (fp32) and `onnx/model_quantized.onnx` (q8).
"""

import argparse
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
OUTPUT = "last_hidden_state"
OPSET = 18
TOKENIZER_FILES = ["config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"]


class LastHiddenState(torch.nn.Module):
    """The model without its pooler's output, which feature extraction does not read."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        return self.model(**inputs).last_hidden_state


def export_fp32(model_folder, path):
    # Eager attention traces to plain products and a softmax with the mask added; the runtime's optimizer knows that form.
    model = BertModel.from_pretrained(model_folder, attn_implementation="eager", add_pooling_layer=False).eval()
    example = torch.ones(2, 16, dtype=torch.long)
    axes = {0: "batch", 1: "sequence"}
    with torch.no_grad():
        torch.onnx.export(
            LastHiddenState(model),
            (example, example, torch.zeros_like(example)),
            path,
            input_names=INPUTS,
            output_names=[OUTPUT],
            dynamic_axes={name: axes for name in [*INPUTS, OUTPUT]},
            opset_version=OPSET,
            dynamo=False,
        )


def quantize(source, target):
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="a BERT checkpoint with its tokenizer")
    parser.add_argument("--output", type=Path, required=True, help="where the files go; not inside the repository")
    arguments = parser.parse_args()
    onnx_folder = arguments.output / "onnx"
    onnx_folder.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        if (arguments.model / name).exists():
            shutil.copyfile(arguments.model / name, arguments.output / name)
    export_fp32(arguments.model, onnx_folder / "model.onnx")
    quantize(onnx_folder / "model.onnx", onnx_folder / "model_quantized.onnx")


if __name__ == "__main__":
    main()
