/** Part of a graph in float16 or bfloat16: as values of that dtype, or, where a backend has no such products, as float32 with its numbers. */
import {
  cast,
  createGraph,
  createNode,
  type Graph,
  type Node,
  roundTo,
  type SixteenBitDType,
  type Value,
} from '@bertsmith/graph';
import { MOVING_OPS } from './moving-ops.js';
import type { SixteenBitWeights } from './sixteen-bit-weights.js';

/** Whether 16-bit values are kept as such, or as float32 that is rounded to them before and after each op. */
export type Arithmetic = 'native' | 'emulated';

/** How {@link runInSixteenBits} does it. */
export interface SixteenBitOptions {
  readonly dtype: SixteenBitDType;
  readonly arithmetic: Arithmetic;
  /** The nodes that run in 16 bits. */
  readonly isLow: (node: Node) => boolean;
  /** Makes copies of weights, when the graph is to read some instead of rounding weights. */
  readonly weights?: SixteenBitWeights;
}

/** A value as the new graph has it. */
interface Rewritten {
  readonly value: Value;
  readonly isLow: boolean;
}

/** The graph with some nodes in 16 bits, and casts between them and the others; its outputs keep their dtypes. */
export function runInSixteenBits(graph: Graph, options: SixteenBitOptions): Graph {
  const casts = new Casts(options);
  for (const node of graph.nodes) casts.rewrite(node);
  return createGraph(new Map([...graph.outputs].map(([name, value]) => [name, casts.full(value)])));
}

/** What stands for the values of a graph. */
class Casts {
  readonly #options: SixteenBitOptions;
  readonly #values = new Map<Value, Rewritten>();
  readonly #narrowed = new Map<Value, Value>();

  constructor(options: SixteenBitOptions) {
    this.#options = options;
  }

  rewrite(node: Node): void {
    const isLow = this.#options.isLow(node);
    const inputs = node.inputs.map((input) =>
      isLow && input.dtype === 'float32' ? this.#low(input) : this.full(input),
    );
    const isSame = inputs.every((input, index) => input === node.inputs[index]);
    const { outputs } = isSame ? node : createNode(node.op, inputs, node.attributes);
    for (const [index, output] of node.outputs.entries()) {
      const value = outputs[index] as Value;
      const isLowOutput = isLow && output.dtype === 'float32';
      this.#values.set(output, { value: isLowOutput ? this.#rounded(node, value) : value, isLow: isLowOutput });
    }
  }

  /** In its own dtype. */
  full(original: Value): Value {
    const { value } = this.#values.get(original) as Rewritten;
    return value.dtype === original.dtype ? value : cast(value, original.dtype);
  }

  #low(original: Value): Value {
    const { value, isLow } = this.#values.get(original) as Rewritten;
    if (isLow) return value;
    const narrowed = this.#narrowed.get(original) ?? this.#options.weights?.of(original) ?? this.#narrow(value);
    this.#narrowed.set(original, narrowed);
    return narrowed;
  }

  #narrow(value: Value): Value {
    const { arithmetic, dtype } = this.#options;
    return arithmetic === 'native' ? cast(value, dtype) : roundTo(value as Value<'float32'>, dtype);
  }

  #rounded({ op }: Node, value: Value): Value {
    return value.dtype === 'float32' && !MOVING_OPS.has(op.name) ? this.#narrow(value) : value;
  }
}
