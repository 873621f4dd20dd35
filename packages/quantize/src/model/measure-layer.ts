/** What quantizing one layer does: how far its outputs are off, and how long it takes. */
import { type Backend, createGraph, type Graph, gather, input, matmul, parameter, type Value } from '@bertsmith/graph';
import { medianTimes } from '@bertsmith/metrics';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { type Formats, rewriteLayers } from '../layers/rewrite-layers.js';
import { decibels, signalAndNoise } from '../numbers/signal-to-noise.js';
import type { LayerWeight } from '../schemes/quantization-scheme.js';
import type { LayerTensors } from './quantize-weights.js';

/** A layer alone, float and quantized. */
export interface LayerMeasurement {
  /** Of its outputs, in decibels: 6 more are one bit more. */
  readonly signalToNoiseDb: number;
  /** Median of some runs on the sample. */
  readonly milliseconds: number;
  readonly floatMilliseconds: number;
}

/** What is measured with. */
export interface LayerMeter {
  readonly backend: Backend;
  readonly threads?: number | undefined;
}

/** Runs of each, in turns, of which the median counts. */
const RUNS = 5;

/** Rows of a table that are looked up. */
const LOOKUPS = 256;

/**
 * Runs a layer's product on inputs that it had, in float and as its scheme computes it.
 *
 * @param sample float32 `[rows, columns]` of what a matrix reads; of a table rows are looked up, evenly spread
 */
export async function measureLayer(
  meter: LayerMeter,
  weight: LayerWeight,
  formats: Formats,
  tensors: LayerTensors,
  sample: Float32Array,
): Promise<LayerMeasurement> {
  const graph = layerGraph(weight);
  const x =
    weight.kind === 'table'
      ? lookups(weight)
      : tensor('float32', [sample.length / weight.columns, weight.columns], sample);
  const float = new Map([[weight.name, tensor('float32', [weight.rows, weight.columns], weight.data) as Tensor]]);
  const exact = await openLayer(meter, graph, float, x as Tensor);
  const quantized = await openLayer(meter, rewriteLayers(graph, formats, tensors), tensors, x as Tensor);
  try {
    const signalToNoiseDb = decibels(signalAndNoise(await exact.run(), await quantized.run()));
    const times = await medianTimes([() => exact.run(), () => quantized.run()], { repetitions: RUNS });
    const [floatMilliseconds, milliseconds] = times as [number, number];
    return { signalToNoiseDb, milliseconds, floatMilliseconds };
  } finally {
    await Promise.all([exact.dispose(), quantized.dispose()]);
  }
}

function layerGraph({ name, kind, rows, columns }: LayerWeight): Graph {
  const weight: Value<'float32'> = parameter(name, 'float32', [rows, columns]);
  if (kind === 'table') return createGraph({ y: gather(weight, input('x', 'int32', ['rows'])) });
  const x: Value<'float32'> = input('x', 'float32', ['rows', columns]);
  return createGraph({ y: matmul(x, weight, { transposeB: true }) });
}

function lookups({ rows }: LayerWeight): Tensor<'int32'> {
  const count = Math.min(rows, LOOKUPS);
  return tensor(
    'int32',
    [count],
    Int32Array.from({ length: count }, (_, index) => Math.floor((index * rows) / count)),
  );
}

async function openLayer(meter: LayerMeter, graph: Graph, parameters: ReadonlyMap<string, Tensor>, x: Tensor) {
  const { backend, threads } = meter;
  const executable = await backend.compile({
    ...{ graph, parameters, frozenParameters: true },
    ...(threads !== undefined && { threads }),
  });
  return {
    run: async () => (await executable.run({ x })).get('y')?.data as Float32Array,
    dispose: () => executable.dispose(),
  };
}
