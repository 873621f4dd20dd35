import type { Graph } from '@bertsmith/graph';
import { quantizeProducts } from './int8/quantize-products.js';
import type { CompleteMixedPrecisionOptions } from './mixed-precision-options.js';
import { decidePrecisions } from './policy/precision-decision.js';
import { runInSixteenBits } from './sixteen-bit/run-in-sixteen-bits.js';
import { storeActivations } from './storage/store-activations.js';

/** A step graph in few bits. */
export interface LowPrecisionStep {
  readonly graph: Graph;
  /** Weights of which it reads 8-bit copies. */
  readonly int8Weights: readonly string[];
}

/** A step graph as a policy has it. */
export function rewriteForPolicy(graph: Graph, options: CompleteMixedPrecisionOptions): LowPrecisionStep {
  const { policy, arithmetic } = options;
  const { dtype } = policy;
  const decisions = decidePrecisions(graph, policy, options.weights);
  const isLow = (node: Graph['nodes'][number]) => decisions.get(node)?.dtype === dtype;
  const stored = (rewritten: Graph) => (options.storeActivations ? storeActivations(rewritten) : rewritten);
  if (dtype !== 'int8')
    return { graph: stored(runInSixteenBits(graph, { dtype, arithmetic, isLow })), int8Weights: [] };
  const { graph: quantized, weights } = quantizeProducts(graph, isLow, options);
  return { graph: stored(quantized), int8Weights: weights };
}
