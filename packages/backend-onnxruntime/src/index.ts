export { createOnnxRuntimeBackend, defaultThreads, type OnnxRuntimeOptions } from './onnxruntime-backend.js';
export { CPU_PASSES } from './passes/cpu-passes.js';
export { foldScaleIntoMatMul } from './passes/fold-scale-into-matmul.js';
export { fuseBiasIntoGemm } from './passes/fuse-bias-into-gemm.js';
export { sumColumnsByProduct } from './passes/sum-columns-by-product.js';
