import type { LayerWeight, QuantizationScheme, WeightKind } from '../schemes/quantization-scheme.js';

/** Rows and columns of the weights that a scheme is tried on: the columns are a block of 32 and half of one. */
export const TRIAL_SIZES = { rows: 6, columns: 48 } as const;

/** Weights that schemes stumble over, by what they are. */
export function trialWeights(kind: WeightKind): Readonly<Record<string, LayerWeight>> {
  const make = (value: (row: number, column: number) => number) => weightOf(kind, value);
  return {
    usual: make(wave),
    zeros: make(() => 0),
    'one value': make(() => 0.25),
    'rows of very different size': make((row, column) => wave(row, column) * 10 ** (row - 3)),
    'subnormal numbers': make((row, column) => (row === 0 ? 1e-42 * (column % 3) : wave(row, column))),
  };
}

function wave(row: number, column: number): number {
  return Math.sin(1 + 7 * row + 3.1 * column) * (1 + row / 10);
}

function weightOf(kind: WeightKind, value: (row: number, column: number) => number): LayerWeight {
  const { rows, columns } = TRIAL_SIZES;
  const data = Float32Array.from({ length: rows * columns }, (_, index) =>
    value(Math.floor(index / columns), index % columns),
  );
  return { name: 'trial.weight', kind, rows, columns, data, observed: {} };
}

/** What is multiplied: `[rows, columns]`, with an outlier in the third column. */
export function trialInputs(rows: number): Float32Array {
  const { columns } = TRIAL_SIZES;
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return Math.cos(2 * row + 1.7 * column) * (column === 2 ? 4 : 1);
  });
}

/** The weight with whatever the scheme says that it must see. */
export function withObserved(weight: LayerWeight, { needs = {} }: QuantizationScheme): LayerWeight {
  if (weight.kind === 'table') return weight;
  const { columns } = TRIAL_SIZES;
  const inputs = trialInputs(16);
  const observer = needs.range?.create();
  observer?.observe(inputs);
  const column = (index: number) => inputs.filter((_, at) => at % columns === index);
  return {
    ...weight,
    observed: {
      ...(observer !== undefined && { range: observer.range() }),
      ...(needs.secondMoments && { secondMoments: momentsOf(inputs) }),
      ...(needs.columns && {
        columns: {
          minima: Float32Array.from({ length: columns }, (_, index) => Math.min(...column(index))),
          maxima: Float32Array.from({ length: columns }, (_, index) => Math.max(...column(index))),
        },
      }),
    },
  };
}

function momentsOf(inputs: Float32Array): Float64Array {
  const { columns } = TRIAL_SIZES;
  const rows = inputs.length / columns;
  return Float64Array.from({ length: columns * columns }, (_, index) => {
    const [a, b] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += (inputs[row * columns + a] as number) * (inputs[row * columns + b] as number);
    }
    return sum / rows;
  });
}
