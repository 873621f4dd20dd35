/** Quantized models on disk: Node only. */

export type { SchemeFactories } from './files/known-schemes.js';
export { type LoadedQuantizedEmbedder, loadQuantizedEmbedder } from './files/load-quantized-embedder.js';
export { hasQuantizedWeights, type LoadQuantizedOptions, loadQuantizedModel } from './files/load-quantized-model.js';
export { readOnnxTensors } from './files/read-onnx-tensors.js';
export {
  DATA_FILE,
  MODEL_FILE,
  quantizedModelFiles,
  type SaveQuantizedOptions,
  saveQuantizedModel,
} from './files/save-quantized-model.js';
