/**
 * Which value of a graph is the first that is not finite, when nobody has looked at the values between inputs and outputs.
 *
 * `x - x` is 0 where `x` is finite and no number where it is not, so a sum of it says of a whole tensor whether all of it is finite. A graph of such sums, one
 * for each value, computes what the graph computes, keeps one number of each value, and takes hardly more memory.
 */
import {
  type Backend,
  cast,
  createGraph,
  type Graph,
  isConstantNode,
  reduceSum,
  subtract,
  type Value,
} from '@bertsmith/graph';
import { isFloatingPoint, type Tensor } from '@bertsmith/tensor';
import { describeValue } from './describe-value.js';

/** A graph, and what it was run with. */
export interface RunOfGraph {
  readonly graph: Graph;
  readonly backend: Backend;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly threads?: number;
}

/**
 * Runs a graph once more and describes the first value, in the order of computation, that has a number which is not finite; undefined when all are. What
 * is computed of finite numbers comes before what is computed of it, so the first is where it began.
 */
export async function firstNonFinite({ graph, feeds, backend, ...others }: RunOfGraph): Promise<string | undefined> {
  // A view has the numbers of what it is of.
  const computed = graph.nodes.filter((node) => !isConstantNode(node) && !node.op.isView);
  const watched = computed.flatMap(({ outputs }) => outputs.filter(isFloat));
  const sums = createGraph(new Map(watched.map((value, index) => [String(index), finiteness(value)])));
  await using executable = await backend.compile({ graph: sums, ...others });
  const outputs = await executable.run(
    Object.fromEntries(Object.entries(feeds).filter(([name]) => sums.inputs.has(name))),
  );
  const found = watched.find((_, index) => !Number.isFinite((outputs.get(String(index)) as Tensor<'float32'>).data[0]));
  return found && describeValue(found, graph);
}

function isFloat({ dtype }: Value): boolean {
  return isFloatingPoint(dtype);
}

/** 0, or no number. */
function finiteness(value: Value): Value {
  const x = cast(value, 'float32') as Value<'float32'>;
  return reduceSum(subtract(x, x as never) as Value<'float32'>) as Value;
}
