import type { Graph, Node } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { WorkingPlace } from '@bertsmith/train';
import { int8Copies } from './int8/int8-copies.js';
import { multipliedWeight, quantizeProducts } from './int8/quantize-products.js';
import type { CompleteMixedPrecisionOptions } from './mixed-precision-options.js';
import { decidePrecisions } from './policy/precision-decision.js';
import { runInSixteenBits } from './sixteen-bit/run-in-sixteen-bits.js';
import { sixteenBitCopies } from './sixteen-bit/sixteen-bit-copies.js';
import { SixteenBitWeights } from './sixteen-bit/sixteen-bit-weights.js';
import { storeActivations } from './storage/store-activations.js';
import type { WorkingCopies } from './working-copies.js';

/** A step graph in few bits. */
export interface LowPrecisionStep {
  readonly graph: Graph;
  /** Weights of which it reads copies. */
  readonly copied: readonly string[];
  /** Memory for the copies. */
  createCopies(place: WorkingPlace): WorkingCopies;
}

/**
 * A step graph as a policy has it.
 *
 * @throws ConfigError when an 8-bit policy allows products, and the graph has none of a weight that is asked for
 */
export function rewriteForPolicy(graph: Graph, options: CompleteMixedPrecisionOptions): LowPrecisionStep {
  const decisions = decidePrecisions(graph, options.policy, options.weights);
  const isLow = (node: Node) => decisions.get(node)?.dtype === options.policy.dtype;
  const step = options.policy.dtype === 'int8' ? inInt8(graph, isLow, options) : inSixteen(graph, isLow, options);
  return options.storeActivations ? { ...step, graph: storeActivations(step.graph) } : step;
}

type IsLow = (node: Node) => boolean;

function inInt8(graph: Graph, isLow: IsLow, options: CompleteMixedPrecisionOptions): LowPrecisionStep {
  if (options.policy.allow.length > 0 && !graph.nodes.some(isLow)) throw nothingQuantized(graph);
  const { graph: quantized, weights } = quantizeProducts(graph, isLow, options);
  return { graph: quantized, copied: weights, createCopies: (place) => int8Copies(weights, place) };
}

function inSixteen(graph: Graph, isLow: IsLow, options: CompleteMixedPrecisionOptions): LowPrecisionStep {
  const { policy, arithmetic } = options;
  const form = { dtype: policy.dtype as Exclude<typeof policy.dtype, 'int8'>, arithmetic };
  const weights = new SixteenBitWeights(arithmetic === 'native' ? form.dtype : 'float32');
  const isCopied = policy.level === 'O2';
  const rewritten = runInSixteenBits(graph, { ...form, isLow, ...(isCopied && { weights }) });
  return {
    graph: rewritten,
    copied: weights.names,
    createCopies: (place) => sixteenBitCopies(weights.names, form, place),
  };
}

/** Names that a message gives as examples. */
const EXAMPLES = 3;

function nothingQuantized(graph: Graph): ConfigError {
  const known = [...new Set(graph.nodes.flatMap((node) => multipliedWeight(node) ?? []))];
  const examples = known.slice(0, EXAMPLES).map((name) => `'${name}'`);
  const found =
    known.length === 0 ? 'it has no products with weights' : `it has ${known.length}, as ${examples.join(', ')}`;
  return new ConfigError(
    `mixedPrecision: no product of the step is of a weight that \`weights\` takes, so nothing would run in int8: of weights that are multiplied ${found}`,
    { known },
  );
}
