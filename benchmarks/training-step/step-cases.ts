import type { StepSizes } from './bert-case.js';

const SMALL = { layers: 6, width: 384, heads: 12, intermediate: 1536, vocabulary: 30_522 };
/** Models and batches, by what tables call them. */
export const STEP_CASES: Readonly<Record<string, StepSizes>> = {
  '6x384 32x64': { ...SMALL, batch: 32, sequence: 64 },
  '6x384 32x16': { ...SMALL, batch: 32, sequence: 16 },
  '12x768 8x128': {
    layers: 12,
    width: 768,
    heads: 12,
    intermediate: 3072,
    vocabulary: 30_522,
    batch: 8,
    sequence: 128,
  },
};
