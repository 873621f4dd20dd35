/**
 * SwitchBack (Wortsman, Dettmers, Zettlemoyer, Morcos, Farhadi and Schmidt 2023, "Stable and low-precision training for large-scale vision-language
 * models") as a rewrite of a step graph: products with weights, and those that give gradients of their left operands, multiply 8-bit numbers. Gradients of
 * weights, which sum over all tokens of a batch, stay products of float32.
 */
import {
  applyPasses,
  dynamicQuantizeLinear,
  fuseBiasIntoQuantizedMatMul,
  type Graph,
  type MatMulAttributes,
  multiply,
  type Node,
  quantizedMatMul,
  quantizeRows,
  rebuildGraph,
  scalar,
  type Value,
} from '@bertsmith/graph';
import type { QuantizationGranularity } from '../mixed-precision-options.js';
import { rowsOf } from '../policy/token-rows.js';
import { fuseFactorIntoQuantizedMatMul } from './fuse-factor-into-quantized-matmul.js';
import { Int8Weights, weightName } from './int8-weights.js';

const QUANTIZE = { tensor: dynamicQuantizeLinear, row: quantizeRows } as const;

/** How {@link quantizeProducts} quantizes. */
export interface QuantizeProductsOptions {
  /** What shares a scale of activations. */
  readonly activations: QuantizationGranularity;
  /** What shares a scale of gradients. */
  readonly gradients: QuantizationGranularity;
}

/** A step graph with 8-bit products. */
export interface QuantizedProducts {
  readonly graph: Graph;
  /** Weights of which it reads 8-bit copies. */
  readonly weights: readonly string[];
}

/**
 * See the top of the file.
 *
 * @param isQuantized which nodes: products for which {@link whyFloat32} finds no reason
 */
export function quantizeProducts(
  graph: Graph,
  isQuantized: (node: Node) => boolean,
  options: QuantizeProductsOptions,
): QuantizedProducts {
  const weights = new Int8Weights();
  const rewritten = rebuildGraph(graph, (node, original) =>
    isQuantized(original) ? [quantizedProduct(node, weights, options)] : undefined,
  );
  return {
    graph: applyPasses(rewritten, [fuseBiasIntoQuantizedMatMul, fuseFactorIntoQuantizedMatMul]),
    weights: weights.names,
  };
}

/** The weight that a node's product multiplies a matrix by, when it is such a product: what may be of 8-bit numbers. */
export function multipliedWeight({ op, inputs, attributes }: Node): string | undefined {
  const [left, right] = inputs;
  if (op.name !== 'MatMul' || left === undefined || right === undefined) return undefined;
  const isMatrix = !(attributes as unknown as MatMulAttributes).transposeA && left.shape.length === 2;
  return isMatrix ? weightName(right) : undefined;
}

/**
 * Why a node stays one of float32; undefined when it need not.
 *
 * @param tokenRows the rows of a product with a row for each token; one with fewer is soon multiplied
 */
export function whyFloat32(node: Node, includes: (weight: string) => boolean, tokenRows: number): string | undefined {
  const [left, right] = node.inputs;
  if (node.op.name !== 'MatMul' || left === undefined || right === undefined) return 'its op has no 8-bit form';
  if (weightName(right) === undefined) return 'its right operand is no weight';
  const weight = multipliedWeight(node);
  if (weight === undefined) return 'its left operand is transposed, or no matrix';
  if (!includes(weight)) return `'${weight}' is left out`;
  return rowsOf(left.shape) < tokenRows ? 'it has a row for each text only' : undefined;
}

function quantizedProduct({ inputs, attributes }: Node, weights: Int8Weights, options: QuantizeProductsOptions): Value {
  const [left, right] = inputs as [Value, Value];
  const { transposeB, alpha } = attributes as unknown as MatMulAttributes;
  const { plain, transposed, scales } = weights.of(right);
  if (transposeB) {
    const activations = QUANTIZE[options.activations](left as Value<'float32'>);
    return quantizedMatMul({ x: activations, weight: { steps: transposed, scale: scales }, alpha });
  }
  // A scale for each row of the weight is one for each column of the gradient.
  const gradients = QUANTIZE[options.gradients](multiply(left as Value<'float32'>, scales as never));
  return quantizedMatMul({ x: gradients, weight: { steps: plain, scale: scalar('float32', 1) }, alpha });
}
