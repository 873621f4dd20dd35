export { EXECUTION_PROVIDERS, type ExecutionProvider } from './execution-providers.js';
export { createOnnxRuntimeBackend, defaultThreads, type OnnxRuntimeOptions } from './onnxruntime-backend.js';
export { fuseBiasIntoGemm } from '@bertsmith/graph';
export { CPU_PASSES } from './passes/cpu-passes.js';
export { foldScaleIntoMatMul } from './passes/fold-scale-into-matmul.js';
export { sumColumnsByProduct } from './passes/sum-columns-by-product.js';
