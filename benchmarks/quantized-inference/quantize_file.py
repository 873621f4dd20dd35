"""Python's own quantizer on an ONNX file: dynamic int8, per channel, as `onnxruntime.quantization` documents it.

    python quantize_file.py INPUT.onnx OUTPUT.onnx
"""

import sys

from onnxruntime.quantization import QuantType, quantize_dynamic

quantize_dynamic(sys.argv[1], sys.argv[2], per_channel=True, weight_type=QuantType.QInt8)
