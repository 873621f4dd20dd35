/** What schemes must see of the layers before they choose: ranges and second moments, in one pass over the calibration rows. */
import { ConfigError } from '@bertsmith/tensor';
import type { QuantizableLayer } from '../layers/quantizable-layers.js';
import type { Formats } from '../layers/rewrite-layers.js';
import type { ObservedInputs, SchemeNeeds } from '../schemes/quantization-scheme.js';
import { InputSample } from './input-sample.js';
import { type ObservationRun, observeLayers } from './observe-layers.js';
import type { RangeObserver } from './range-method.js';
import { SecondMoments } from './second-moments.js';

/** What was seen of a layer. */
export interface LayerObservation extends ObservedInputs {
  /** Some of the inputs, `[rows, columns]`, evenly taken from all. */
  readonly sample: Float32Array;
}

/** What looks at one layer. */
interface LayerObserver {
  readonly sample: InputSample;
  readonly range?: RangeObserver;
  readonly moments?: SecondMoments;
}

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
    const { sample, range, moments } = observers.get(weight) as LayerObserver;
    for (const each of [sample, range, moments]) each?.observe(inputs);
  });
  return new Map([...observers].map(([weight, observer]) => [weight, observationOf(observer)]));
}

function observerOf({ weight, columns }: QuantizableLayer, formats: Formats): LayerObserver {
  const { range, secondMoments }: SchemeNeeds = formats.get(weight)?.needs ?? {};
  return {
    sample: new InputSample(columns),
    ...(range !== undefined && { range: range.create() }),
    ...(secondMoments && { moments: new SecondMoments(columns) }),
  };
}

function observationOf({ sample, range, moments }: LayerObserver): LayerObservation {
  return {
    sample: sample.rows(),
    ...(range !== undefined && { range: range.range() }),
    ...(moments !== undefined && { secondMoments: moments.mean() }),
  };
}

function requireRows({ rows }: ObservationRun, formats: Formats): void {
  const needy = [...formats].find(([, { needs }]) => needs?.range !== undefined || needs?.secondMoments);
  if (needy === undefined || rows.length >= FEWEST_ROWS) return;
  const [weight, { name }] = needy;
  throw new ConfigError(
    `calibration: the scheme '${name}' of ${weight} looks at what the layer reads, and got ${rows.length} rows: give some hundred texts like those that the model is for, at least ${FEWEST_ROWS}`,
    { scheme: name, weight, rows: rows.length },
  );
}
