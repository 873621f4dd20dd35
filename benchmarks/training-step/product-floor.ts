/**
 * The floor: the matrix products of a training step and nothing else, in fp32, as one graph on the same runtime.
 *
 * They are the products of the model and of its gradient as they come out of differentiation. Products with a vector, by which our
 * passes compute sums, are no part of it, and neither are biases.
 */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import { createGraph, gradients, graphCost, type MatMulAttributes, matmul, type Node, parameter, type Value } from '@bertsmith/graph';
import { resolveShape, SharedHeap, type Tensor } from '@bertsmith/tensor';
import type { Contender } from '../harness/benchmark.js';
import type { StepSizes } from './bert-case.js';

interface Product {
  readonly shapes: readonly [readonly number[], readonly number[]];
  readonly attributes: MatMulAttributes;
}

/** The floor as a contender. */
export async function createFloor(
  model: BertForSequenceClassification,
  sizes: StepSizes,
  threads: number,
): Promise<Contender> {
  const memory = new MemoryByShape();
  const parameters = new Map<string, Tensor>();
  const outputs: Record<string, Value> = {};
  for (const [number, product] of listProducts(model, sizes).entries()) {
    outputs[`y${number}`] = createProduct(product, number, parameters, memory);
  }
  const graph = createGraph(outputs);
  const bound = Object.entries(outputs).map(([name, { shape }]) => [name, memory.get('y', shape as number[])] as const);
  const backend = createOnnxRuntimeBackend({ passes: [] });
  const executable = await backend.compile({ graph, parameters, outputs: new Map(bound), threads });
  return {
    name: 'floor',
    run: async () => {
      const start = performance.now();
      await executable.run({});
      return performance.now() - start;
    },
    dispose: () => executable.dispose(),
  };
}

/** Billions of floating-point operations of the floor, for the log. */
export function floorGigaflops(model: BertForSequenceClassification, sizes: StepSizes): number {
  const { graph } = gradients(model.buildTrainingGraph());
  const { batch, sequence } = sizes;
  return (graphCost(graph, { batch, sequence }).byOp.get('MatMul')?.flops ?? 0) / 1e9;
}

function listProducts(model: BertForSequenceClassification, { batch, sequence }: StepSizes): Product[] {
  const tables = model.arena.entries.filter(({ specification }) => specification.gradient === 'rows');
  const rowGradients = tables.map(({ specification }) => specification.name);
  const { graph } = gradients(model.buildTrainingGraph(), { rowGradients });
  const products = graph.nodes.filter((node) => node.op.name === 'MatMul' && !isVectorProduct(node));
  return products.map(({ inputs, attributes }) => ({
    shapes: inputs.map(({ shape }) => resolveShape(shape, { batch, sequence })) as unknown as Product['shapes'],
    attributes: attributes as unknown as MatMulAttributes,
  }));
}

function isVectorProduct({ outputs }: Node): boolean {
  return outputs[0]?.shape.slice(-2).includes(1) ?? false;
}

/** Operands are parameters with names of their own, or the runtime would compute equal products only once. */
function createProduct(
  { shapes, attributes }: Product,
  number: number,
  parameters: Map<string, Tensor>,
  memory: MemoryByShape,
): Value {
  const [a, b] = shapes.map((shape, side) => {
    const name = `x${number}_${side}`;
    parameters.set(name, memory.get(`x${side}`, shape));
    return parameter(name, 'float32', shape) as Value<'float32'>;
  }) as [Value<'float32'>, Value<'float32'>];
  return matmul(a, b, attributes);
}

/** One piece of memory for all tensors of a role and shape: the least memory traffic that products can have. */
class MemoryByShape {
  readonly #heap = new SharedHeap();
  readonly #tensors = new Map<string, Tensor>();

  get(role: string, shape: readonly number[]): Tensor {
    const key = `${role} ${shape.join()}`;
    const length = shape.reduce((product, size) => product * size, 1);
    const tensor = this.#tensors.get(key) ?? {
      dtype: 'float32' as const,
      shape,
      data: this.#heap.allocate('float32', length).fill(0.01),
    };
    this.#tensors.set(key, tensor);
    return tensor;
  }
}
