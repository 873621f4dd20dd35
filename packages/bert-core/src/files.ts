/** Models on disk: Node only. */
export { loadConfig, loadSequenceClassifier, modelFiles, saveModel } from './checkpoint/model-directory.js';
export { loadWeights, saveWeights } from './checkpoint/weights-file.js';
export { type ExportOnnxOptions, exportOnnx, type OnnxExport } from './export/export-onnx.js';
