import { type Graph, type MatMulAttributes, matmul, rebuildGraph, split, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { type FoundUse, useOf } from '../layers/weight-uses.js';
import { STEP_LIMIT } from '../numbers/channel-steps.js';
import { fakeQuantizeRange, fakeQuantizeRows } from './fake-quantize.js';

/** What a model learns to live with. */
export interface QuantizationAwareOptions {
  /** Bits of weights: 8, or fewer for a model that is to have fewer. 2 to 8. Default 8. */
  readonly weightBits?: number;
  /** Whether activations are rounded too, as `dynamicInt8` does; not for weights alone. Default true. */
  readonly activations?: boolean;
  /** Whether embedding tables are. Default true. */
  readonly tables?: boolean;
}

/**
 * A training plugin by which a model learns with rounded weights and activations, so that quantizing it afterwards changes little (Jacob et al. 2018,
 * section 3). Weights themselves stay floats: what is evaluated during the run and saved is the float model; `quantize` it then.
 *
 * The rounding is that of `dynamicInt8` and `int8Table`; its gradient is that of the values as they were.
 *
 * @throws ConfigError for bits that there are not
 * @example
 * const { model } = await new Trainer({ ...options, plugins: [quantizationAwareTraining()] }).train();
 * const { model: small } = await quantize(model, { backend });
 */
export function quantizationAwareTraining(options: QuantizationAwareOptions = {}): TrainingPlugin {
  const { weightBits = 8 } = options;
  if (!Number.isInteger(weightBits) || weightBits < 2 || weightBits > 8) {
    throw new ConfigError(`weightBits: expected a whole number from 2 to 8, found ${weightBits}`, {
      actual: weightBits,
    });
  }
  return {
    specificationVersion: 'v1',
    name: 'quantization-aware-training',
    rewriteForward: (graph) => roundEverything(graph, options),
  };
}

function roundEverything(
  graph: Graph,
  { weightBits = 8, activations = true, tables = true }: QuantizationAwareOptions,
): Graph {
  const limit = weightBits === 8 ? STEP_LIMIT.full : 2 ** (weightBits - 1) - 1;
  const rounded = new Map<Value, Value>();
  const weightOf = (value: Value) => {
    const known = rounded.get(value) ?? fakeQuantizeRows(value, limit);
    rounded.set(value, known);
    return known;
  };
  return rebuildGraph(graph, (node) => {
    const use = useOf(node);
    if (use === undefined) return undefined;
    // Rows are rounded behind the table: its gradient stays a list of rows.
    if (use.kind === 'table') return tables ? [fakeQuantizeRows(node.outputs[0] as Value, limit)] : undefined;
    const x = activations ? fakeQuantizeRange(use.x) : use.x;
    return [matmul(x, pieceOf(use, weightOf(use.value)) as never, node.attributes as unknown as MatMulAttributes)];
  });
}

function pieceOf({ piece }: FoundUse, weight: Value): Value {
  return piece === undefined ? weight : (split(weight, { axis: 0, sizes: piece.sizes })[piece.index] as Value);
}
