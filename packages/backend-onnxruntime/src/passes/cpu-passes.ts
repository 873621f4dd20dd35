import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  fuseBiasIntoGemm,
  type Pass,
  STANDARD_PASSES,
} from '@bertsmith/graph';
import { foldScaleIntoMatMul } from './fold-scale-into-matmul.js';
import { sumColumnsByProduct } from './sum-columns-by-product.js';

/** What measures fastest on onnxruntime's CPU provider; `docs/decisions` has the times. */
export const CPU_PASSES: readonly Pass[] = [
  ...STANDARD_PASSES,
  foldScaleIntoMatMul,
  fuseBiasIntoGemm,
  sumColumnsByProduct,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
];
