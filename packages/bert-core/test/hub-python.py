"""What Hugging Face's Python client makes of a cache: `hub-python.py find|download`, both of the model org/model."""

import sys

from huggingface_hub import scan_cache_dir, snapshot_download

print(snapshot_download("org/model", local_files_only=sys.argv[1] == "find"))
print(len(scan_cache_dir().warnings))
