/** The floor: the matrix products of a training step and nothing else, in fp32, as one graph on the same runtime. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { createGraph, graphCost, matmul, parameter, type Value } from '@bertsmith/graph';
import { SharedHeap, type Tensor } from '@bertsmith/tensor';
import type { Contender } from '../harness/benchmark.js';
import type { StepSizes } from './bert-case.js';
import { listStepProducts, type Product } from './step-products.js';

/** The floor as a contender, and how many operations it is. */
export async function createFloor(
  sizes: StepSizes,
  threads: number,
): Promise<{ readonly contender: Contender; readonly gigaflops: number }> {
  const memory = new MemoryByShape();
  const parameters = new Map<string, Tensor>();
  const outputs: Record<string, Value> = {};
  for (const [number, product] of listStepProducts(sizes).entries()) {
    outputs[`y${number}`] = createProduct(product, number, parameters, memory);
  }
  const graph = createGraph(outputs);
  const bound = Object.entries(outputs).map(([name, { shape }]) => [name, memory.get('y', shape as number[])] as const);
  const backend = createOnnxRuntimeBackend({ passes: [] });
  const executable = await backend.compile({ graph, parameters, outputs: new Map(bound), threads });
  const run = async () => {
    const start = performance.now();
    await executable.run({});
    return performance.now() - start;
  };
  const contender = { name: 'floor', run, dispose: () => executable.dispose() };
  return { contender, gigaflops: graphCost(graph, {}).flops / 1e9 };
}

/** Operands are parameters with names of their own, or the runtime would compute equal products only once. */
function createProduct(
  { left, right, transposeA = false, transposeB = false }: Product,
  number: number,
  parameters: Map<string, Tensor>,
  memory: MemoryByShape,
): Value {
  const operand = (side: string, shape: readonly number[]) => {
    const name = `x${number}_${side}`;
    parameters.set(name, memory.get(side, shape));
    return parameter(name, 'float32', shape) as Value<'float32'>;
  };
  return matmul(operand('left', left), operand('right', right), { transposeA, transposeB });
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
