/** The 16-bit copies of weights as a step graph reads them, where a policy keeps some (Apex's O2) instead of rounding weights in every step. */
import { createNode, isParameterNode, type Node, parameter, type Value } from '@bertsmith/graph';
import type { DType } from '@bertsmith/tensor';
import { MOVING_OPS } from './moving-ops.js';

/** The name of the graph's parameter that holds the copy of a weight. */
export function sixteenBitName(weight: string): string {
  return `amp.sixteen-bit.${weight}`;
}

/** Whether a value is a float32 parameter, or made of such by moving numbers alone: rows of one, or several one behind the other. */
function isWeight({ node, dtype }: Value): boolean {
  if (isParameterNode(node)) return dtype === 'float32';
  return MOVING_OPS.has(node.op.name) && node.inputs.length > 0 && node.inputs.every(isWeight);
}

/** Whether a node that runs in 16 bits reads weights that there are copies of. */
export function readsCopies({ inputs }: Node): boolean {
  return inputs.some(isWeight);
}

/** Makes the copies of the weights of a graph, each once. */
export class SixteenBitWeights {
  readonly #dtype: DType;
  readonly #copies = new Map<Value, Value>();
  readonly #names = new Set<string>();

  /** @param dtype of the copies: float32 where it only has 16-bit numbers */
  constructor(dtype: DType) {
    this.#dtype = dtype;
  }

  /** The weights that have copies, in the order in which they were asked for. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  /** The copy of a parameter, or of what moves parameters; undefined of other values. */
  of(weight: Value): Value | undefined {
    if (!this.#copies.has(weight) && isWeight(weight)) this.#copy(weight.node);
    return this.#copies.get(weight);
  }

  #copy(node: Node): void {
    const copies = isParameterNode(node) ? [this.#parameter(node)] : this.#moved(node);
    for (const [index, output] of node.outputs.entries()) this.#copies.set(output, copies[index] as Value);
  }

  #parameter({ attributes, outputs }: Node): Value {
    const name = attributes.name as string;
    this.#names.add(name);
    return parameter(sixteenBitName(name), this.#dtype, (outputs[0] as Value).shape);
  }

  #moved({ op, inputs, attributes }: Node): readonly Value[] {
    const copies = inputs.map((input) => this.of(input) as Value);
    return createNode(op, copies, attributes).outputs;
  }
}
