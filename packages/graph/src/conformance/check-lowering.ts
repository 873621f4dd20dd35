import { BackendError, type Tensor } from '@bertsmith/tensor';
import type { Backend } from '../backend/backend.js';
import { interpret } from '../interpreter/interpret.js';
import type { NdArray } from '../interpreter/nd-array.js';
import { readNumbers } from '../interpreter/storage-numbers.js';
import { createGraph } from '../ir/graph.js';
import type { AnyOp, OpExample } from '../ir/op-definition.js';
import { buildExample } from './example-graph.js';
import { toTensor } from './to-tensor.js';

/** Float32 keeps 24 bits; sums of a few dozen products and the runtimes' polynomial approximations lose some of them. */
const TOLERANCE = 2e-5;

/**
 * Runs an op's example on a backend and compares every output with the reference evaluation.
 *
 * @throws BackendError that names the example and the element where they differ
 */
export async function checkLowering(op: AnyOp, example: OpExample<object>, backend: Backend): Promise<void> {
  const { outputs, feeds } = buildExample(op, example);
  const graph = createGraph(Object.fromEntries(outputs.map((output, index) => [`y${index}`, output])));
  const expected = interpret(graph, feeds);
  const tensors = Object.entries(feeds).map(([name, array]) => [name, toTensor(array)] as const);
  await using executable = await backend.compile({ graph });
  const actual = await executable.run(Object.fromEntries(tensors));
  for (const [name, array] of expected) {
    compareOutput(`${op.name} (${example.title}), output ${name}`, array, actual.get(name));
  }
}

function compareOutput(title: string, expected: NdArray, actual: Tensor | undefined): void {
  if (actual === undefined) throw new BackendError(`${title}: the backend returned nothing`);
  if (actual.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype) {
    throw new BackendError(
      `${title}: ${actual.dtype}[${actual.shape}] instead of ${expected.dtype}[${expected.shape}]`,
    );
  }
  const results = readNumbers(actual.dtype, actual.data);
  for (const [index, element] of expected.data.entries()) {
    const result = results[index] as number;
    if (Object.is(result, element) || Math.abs(result - element) <= TOLERANCE * Math.max(1, Math.abs(element)))
      continue;
    throw new BackendError(`${title}: element ${index} is ${result}, the reference evaluation says ${element}`);
  }
}
