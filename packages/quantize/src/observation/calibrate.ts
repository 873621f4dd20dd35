/** What schemes must see of the layers before they choose: ranges and second moments, in one pass over the calibration rows. */
import { ConfigError } from '@bertsmith/tensor';
import type { QuantizableLayer } from '../layers/quantizable-layers.js';
import type { Formats } from '../layers/rewrite-layers.js';
import type { ObservedInputs, QuantizationScheme, SchemeNeeds } from '../schemes/quantization-scheme.js';
import { ColumnExtremesObserver } from './column-extremes.js';
import { InputSample } from './input-sample.js';
import { type ObservationRun, observeLayers } from './observe-layers.js';
import type { RangeObserver } from './range-method.js';
import { secondMoments } from './second-moments.js';

/** What was seen of a layer. */
export interface LayerObservation extends ObservedInputs {
  /** Some of the inputs, `[rows, columns]`, evenly taken from all. */
  readonly sample: Float32Array;
}

/** What looks at one layer. */
interface LayerObserver {
  readonly layer: QuantizableLayer;
  readonly needs: SchemeNeeds;
  readonly sample: InputSample;
  readonly range?: RangeObserver;
  readonly columns?: ColumnExtremesObserver;
}

/** Rows that are kept of a layer's inputs to measure it on, and to take second moments of. */
const SAMPLED_ROWS = { measured: 256, moments: 2048 } as const;

/** Rows of a text that are too few to say anything of a range. */
const FEWEST_ROWS = 2;

/**
 * See the top of the file. Every matrix is sampled, whether its scheme needs anything or not.
 *
 * @throws ConfigError when a scheme needs rows and there are none, or one
 * @throws InputError that names the layer when what it reads is not finite
 */
export async function calibrate(
  run: ObservationRun,
  layers: readonly QuantizableLayer[],
  formats: Formats,
): Promise<ReadonlyMap<string, LayerObservation>> {
  const matrices = layers.filter(({ kind }) => kind === 'matrix');
  requireRows(run, formats);
  if (run.rows.length === 0) return new Map();
  const observers = new Map(matrices.map((layer) => [layer.weight, observerOf(layer, formats)]));
  await observeLayers(run, new Set(observers.keys()), (weight, inputs) => {
    const { sample, range, columns } = observers.get(weight) as LayerObserver;
    for (const each of [sample, range, columns]) each?.observe(inputs);
  });
  const observations = new Map<string, LayerObservation>();
  for (const [weight, observer] of observers) observations.set(weight, await observationOf(observer, run));
  return observations;
}

function observerOf(layer: QuantizableLayer, formats: Formats): LayerObserver {
  const needs: SchemeNeeds = formats.get(layer.weight)?.needs ?? {};
  const rows = needs.secondMoments ? SAMPLED_ROWS.moments : SAMPLED_ROWS.measured;
  return {
    ...{ layer, needs, sample: new InputSample(layer.columns, rows) },
    ...(needs.range !== undefined && { range: needs.range.create() }),
    ...(needs.columns && { columns: new ColumnExtremesObserver(layer.columns) }),
  };
}

async function observationOf(
  { layer, needs, sample, range, columns }: LayerObserver,
  { backend }: ObservationRun,
): Promise<LayerObservation> {
  const rows = sample.rows();
  return {
    sample: rows.subarray(0, SAMPLED_ROWS.measured * layer.columns),
    ...(range !== undefined && { range: range.range() }),
    ...(columns !== undefined && { columns: columns.extremes() }),
    ...(needs.secondMoments && { secondMoments: await secondMoments(backend, rows, layer.columns) }),
  };
}

/** Whether a scheme must see what its layer reads. */
export function isNeedy({ needs = {} }: QuantizationScheme): boolean {
  return needs.range !== undefined || needs.secondMoments === true || needs.columns === true;
}

function requireRows({ rows }: ObservationRun, formats: Formats): void {
  const needy = [...formats].find(([, scheme]) => isNeedy(scheme));
  if (needy === undefined || rows.length >= FEWEST_ROWS) return;
  const [weight, { name }] = needy;
  throw new ConfigError(
    `calibration: the scheme '${name}' of ${weight} looks at what the layer reads, and got ${rows.length} rows: give some hundred texts like those that the model is for, at least ${FEWEST_ROWS}`,
    { scheme: name, weight, rows: rows.length },
  );
}
