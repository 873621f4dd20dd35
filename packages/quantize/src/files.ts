/** Quantized models on disk: Node only. */

export type { SchemeFactories } from './files/known-schemes.js';
export { hasQuantizedWeights, type LoadQuantizedOptions, loadQuantizedModel } from './files/load-quantized-model.js';
export { type SaveQuantizedOptions, saveQuantizedModel } from './files/save-quantized-model.js';
