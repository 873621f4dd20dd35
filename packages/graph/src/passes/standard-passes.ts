import type { Pass } from '../rewrite/pass.js';
import { eliminateCommonSubexpressions } from './eliminate-common-subexpressions.js';
import { eliminateDeadCode } from './eliminate-dead-code.js';
import { foldConstants } from './fold-constants.js';
import { foldTransposeIntoMatMul } from './fold-transpose-into-matmul.js';
import { simplifyLayout } from './simplify-layout.js';

/** What every graph goes through before a backend's own passes: they change how a result is computed, never the result. */
export const STANDARD_PASSES: readonly Pass[] = [
  foldConstants,
  simplifyLayout,
  foldTransposeIntoMatMul,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
];
