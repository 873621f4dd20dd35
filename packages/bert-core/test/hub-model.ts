/** A model's files as a repository has them; nothing looks into them on the way. */
import { randomBytes } from 'node:crypto';

/** Beyond what one chunk of a connection has, so that a download can be cut within it. */
export const WEIGHTS = randomBytes(3_000_000);

/** A repository with the same weights in many formats, as large ones have. */
export const MODEL: Readonly<Record<string, string | Uint8Array>> = {
  '.gitattributes': '*.safetensors filter=lfs',
  'README.md': '# a model',
  'config.json': '{"model_type": "bert"}',
  'flax_model.msgpack': 'flax',
  'model.safetensors': WEIGHTS,
  'onnx/model.onnx': 'onnx',
  'openvino/openvino_model.bin': 'openvino',
  'pytorch_model.bin': 'pickle',
  'tf_model.h5': 'tensorflow',
  'tokenizer.json': '{"version": "1.0"}',
  'tokenizer_config.json': '{}',
  'vocab.txt': '[PAD]\n[UNK]\n',
};

/** The files of {@link MODEL} that are wanted here. */
export const WANTED = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt', 'model.safetensors'];
