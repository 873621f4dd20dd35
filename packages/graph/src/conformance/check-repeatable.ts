import { BackendError, type Storage, type Tensor } from '@bertsmith/tensor';
import type { Backend } from '../backend/backend.js';
import { readNumbers } from '../interpreter/storage-numbers.js';
import { createGraph } from '../ir/graph.js';
import type { AnyOp, OpExample } from '../ir/op-definition.js';
import { buildExample } from './example-graph.js';
import { toTensor } from './to-tensor.js';

/** Between one thread and several, which may add in another order: float32 sums of some thousand elements. */
const TOLERANCE = 1e-4;

/** How {@link checkRepeatable} runs an example. */
export interface RepeatOptions {
  /** Threads of a run. Default 2. */
  readonly threads?: number;
  /** How often it runs with that many. Default 8: what threads do to each other does not show every time. */
  readonly runs?: number;
}

type Results = ReadonlyMap<string, Tensor>;

/**
 * Runs an op's example on a backend, once with one thread and several times with more: every run with more must give the same
 * bits, and about what one thread gives. The example should be large, or one thread does it all; see {@link LARGE_EXAMPLES}.
 *
 * @returns whether one thread and several give the same bits, which nobody promises
 * @throws BackendError that names the example and the element where two runs differ
 */
export async function checkRepeatable(
  op: AnyOp,
  example: OpExample<object>,
  backend: Backend,
  { threads = 2, runs = 8 }: RepeatOptions = {},
): Promise<boolean> {
  const { outputs, feeds } = buildExample(op, example);
  const graph = createGraph(Object.fromEntries(outputs.map((output, index) => [`y${index}`, output])));
  const inputs = Object.fromEntries(Object.entries(feeds).map(([name, array]) => [name, toTensor(array)]));
  const run = async (count: number, times: number): Promise<Results[]> => {
    await using executable = await backend.compile({ graph, threads: count });
    const results: Results[] = [];
    for (let index = 0; index < times; index++) results.push(await executable.run(inputs));
    return results;
  };
  const [alone] = (await run(1, 1)) as [Results];
  const [first, ...others] = (await run(threads, runs)) as [Results, ...Results[]];
  const title = `${op.name} (${example.title}), ${threads} threads`;
  for (const other of others) compare(`${title}, run again`, first, other, 0);
  compare(`${title} against one`, alone, first, TOLERANCE);
  return [...alone].every(([name, { data }]) => sameBits(data, (first.get(name) as Tensor).data));
}

function compare(title: string, expected: Results, actual: Results, tolerance: number): void {
  for (const [name, tensor] of expected) {
    const other = actual.get(name) as Tensor;
    if (sameBits(tensor.data, other.data)) continue;
    const [before, after] = [tensor, other].map(({ dtype, data }) => readNumbers(dtype, data)) as [
      Float64Array,
      Float64Array,
    ];
    const index = before.findIndex((element, position) => !isClose(element, after[position] as number, tolerance));
    if (index === -1) continue;
    throw new BackendError(`${title}, output ${name}: element ${index} was ${before[index]}, then ${after[index]}`);
  }
}

function isClose(a: number, b: number, tolerance: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
}

function sameBits(a: Storage, b: Storage): boolean {
  const [left, right] = [a, b].map((data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return (left as Buffer).equals(right as Buffer);
}
