/** Models on disk: Node only. */
export { loadConfig, loadSequenceClassifier, saveModel } from './checkpoint/model-directory.js';
export { loadWeights, saveWeights } from './checkpoint/weights-file.js';
