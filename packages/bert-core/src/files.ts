/** Models on disk: Node only. */
export { loadConfig, loadSequenceClassifier, modelFiles, saveModel } from './checkpoint/model-directory.js';
export { loadWeights, saveWeights } from './checkpoint/weights-file.js';
