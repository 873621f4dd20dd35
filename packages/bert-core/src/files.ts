/** Models on disk: Node only. */
export type { Checkpoint, CheckpointTensor } from './checkpoint/checkpoint.js';
export {
  type BertArchitecture,
  createStoredModel,
  describeModelDirectory,
  type LoadedModel,
  type LoadModelOptions,
  loadModel,
  loadSequenceClassifier,
  type ModelDescription,
  type ModelsByArchitecture,
  QUANTIZATION_FIELD,
  type StoredTensors,
} from './checkpoint/load-model.js';
export {
  describeSentenceEmbedder,
  type LoadedSentenceEmbedder,
  loadSentenceEmbedder,
  type SentenceEmbedderDescription,
} from './checkpoint/load-sentence-embedder.js';
export { type LoadedWeights, type LoadWeightsOptions, loadWeights } from './checkpoint/loading/load-weights.js';
export type { NameSelection } from './checkpoint/loading/name-selection.js';
export { loadConfig, modelFiles, removeOtherWeights, saveModel } from './checkpoint/model-directory.js';
export { openCheckpoint } from './checkpoint/open-checkpoint.js';
export type { SaveModelOptions } from './checkpoint/saving/weight-files.js';
export { MODULES_FILE, readSentenceModules, type SentenceModule } from './checkpoint/sentence-modules.js';
export { type SaveWeightsOptions, saveWeights, type WeightsDType } from './checkpoint/weights-file.js';
export { type ExportOnnxOptions, exportOnnx, type OnnxExport, onnxFiles } from './export/export-onnx.js';
export { FeatureFile, openFeatures } from './features/feature-file.js';
export { type SavedFeatures, saveFeatures } from './features/save-features.js';
