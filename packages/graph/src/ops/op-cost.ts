import { bytesPerElement, countElements } from '@bertsmith/tensor';
import type { Cost, CostContext, SizedType } from '../ir/op-definition.js';

/** Bytes of a tensor. */
export function sizeBytes({ dtype, shape }: SizedType): number {
  return countElements(shape) * bytesPerElement(dtype);
}

/** Bytes of all inputs and outputs: what a pass over memory moves. */
export function trafficBytes({ inputs, outputs }: CostContext<unknown>): number {
  return [...inputs, ...outputs].reduce((sum, each) => sum + sizeBytes(each), 0);
}

/** The cost of an op that does `flopsPerElement` for every element of its first output. */
export function costPerOutputElement(flopsPerElement: number): (context: CostContext<unknown>) => Cost {
  return (context) => {
    const [output] = context.outputs;
    const elements = output === undefined ? 0 : countElements(output.shape);
    return { flops: flopsPerElement * elements, bytes: trafficBytes(context) };
  };
}

/** The cost of an op that does `flopsPerElement` for every element of its first input. */
export function costPerInputElement(flopsPerElement: number): (context: CostContext<unknown>) => Cost {
  return (context) => {
    const [input] = context.inputs;
    const elements = input === undefined ? 0 : countElements(input.shape);
    return { flops: flopsPerElement * elements, bytes: trafficBytes(context) };
  };
}
