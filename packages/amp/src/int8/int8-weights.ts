/** The 8-bit copies of weights as a step graph reads them: as they are, and transposed, with a scale for each row. */
import { isParameterNode, type Node, parameter, split, type Value } from '@bertsmith/graph';

/** A weight [outputs, inputs], as the products with it read it. */
export interface Int8Weight {
  /** int8 [outputs, inputs]. */
  readonly plain: Value;
  /** int8 [inputs, outputs]. */
  readonly transposed: Value;
  /** float32 [outputs]. */
  readonly scales: Value;
}

/** Names of the graph's parameters that hold the copies of a weight. */
export function copyNames(weight: string): {
  readonly plain: string;
  readonly transposed: string;
  readonly scales: string;
} {
  return { plain: `amp.int8.${weight}`, transposed: `amp.int8-transposed.${weight}`, scales: `amp.scales.${weight}` };
}

/** Makes the copies of the weights of a graph, each once. */
export class Int8Weights {
  readonly #copies = new Map<Value, Int8Weight>();
  readonly #names = new Set<string>();

  /** The weights that have copies, in the order in which they were asked for. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  /** The copies of a weight: a parameter, or rows of one. */
  of(weight: Value): Int8Weight {
    const known = this.#copies.get(weight);
    if (known !== undefined) return known;
    if (isParameterNode(weight.node)) this.#copies.set(weight, this.#copiesOf(weight));
    else this.#cut(weight.node);
    return this.#copies.get(weight) as Int8Weight;
  }

  #copiesOf(weight: Value): Int8Weight {
    const name = weight.node.attributes.name as string;
    const [outputs, inputs] = weight.shape as [number, number];
    const names = copyNames(name);
    this.#names.add(name);
    return {
      plain: parameter(names.plain, 'int8', [outputs, inputs]),
      transposed: parameter(names.transposed, 'int8', [inputs, outputs]),
      scales: parameter(names.scales, 'float32', [outputs]),
    };
  }

  #cut({ inputs, outputs }: Node): void {
    const { plain, transposed, scales } = this.of(inputs[0] as Value);
    const sizes = outputs.map(({ shape }) => shape[0] as number);
    const [plains, scalePieces] = [plain, scales].map((each) => split(each, { axis: 0, sizes }));
    const columns = split(transposed, { axis: 1, sizes });
    for (const [index, output] of outputs.entries()) {
      this.#copies.set(output, {
        plain: plains?.[index] as Value,
        transposed: columns[index] as Value,
        scales: scalePieces?.[index] as Value,
      });
    }
  }
}

/** The name of the parameter that a value is, or is rows of; undefined of others. */
export function weightName({ node, shape }: Value): string | undefined {
  if (shape.length !== 2) return undefined;
  if (isParameterNode(node)) return node.attributes.name as string;
  const [source] = node.inputs;
  const areRows = node.op.name === 'Split' && node.attributes.axis === 0;
  return areRows && source !== undefined && isParameterNode(source.node) ? weightName(source) : undefined;
}
