"""Prints the ids that Hugging Face's tokenizers give for texts, as JSON: from tokenizer.json, and from vocab.txt by way of transformers.

Run: python shorter-ids.py DIRECTORY < texts.json
"""

import json
import sys

from tokenizers import BertWordPieceTokenizer, Tokenizer

texts = json.load(sys.stdin)
fast = Tokenizer.from_file(f"{sys.argv[1]}/tokenizer.json")
plain = BertWordPieceTokenizer(f"{sys.argv[1]}/vocab.txt")
print(json.dumps([[each.encode(text).ids for text in texts] for each in (fast, plain)]))
