import type { Sensitivity } from '../analyze-sensitivity.js';

/** A figure at a share of pruned weights. */
export interface CurvePoint {
  readonly sparsity: number;
  readonly figure: number;
}

/** How a model takes the pruning of one matrix. */
export interface SensitivityCurve {
  readonly matrix: string;
  /** From 0; undefined for a matrix that is in no layer. */
  readonly layer: number | undefined;
  /** From the whole model on, by sparsity. */
  readonly points: readonly CurvePoint[];
}

/** Matrices that are the same in each layer. */
export interface CurvesOfKind {
  /** `attention.self.query`; of a matrix that is in no layer its name. */
  readonly kind: string;
  readonly curves: readonly SensitivityCurve[];
}

const IN_LAYER = /^(?:.*\.)?layer\.(\d+)\.(.+)$/;

/** The points of an analysis by kind of matrix, in the order in which they are there. */
export function sensitivityCurves({ baseline, points }: Sensitivity): CurvesOfKind[] {
  const whole: CurvePoint = { sparsity: 0, figure: baseline };
  const kinds = new Map<string, SensitivityCurve[]>();
  for (const matrix of new Set(points.map((point) => point.matrix))) {
    const [, layer, inLayer = matrix] = IN_LAYER.exec(matrix) ?? [];
    const kind = inLayer.replace(/\.weight$/, '');
    const own = points.filter((point) => point.matrix === matrix && point.sparsity > 0);
    const further = own.toSorted((a, b) => a.sparsity - b.sparsity);
    const curve = { matrix, layer: layer === undefined ? undefined : Number(layer), points: [whole, ...further] };
    kinds.set(kind, [...(kinds.get(kind) ?? []), curve]);
  }
  return Array.from(kinds, ([kind, curves]) => ({ kind, curves }));
}
