import { BackendError } from '@bertsmith/tensor';
import { interpret } from '../interpreter/interpret.js';
import type { NdArray } from '../interpreter/nd-array.js';
import type { Graph } from '../ir/graph.js';
import { applyPasses, type Pass } from '../rewrite/pass.js';
import type { RandomGraph } from './random-graph.js';

/** Passes may add in another order; in float64 that stays below this, relative to the largest element. */
const TOLERANCE = 1e-9;

/**
 * Interprets a graph before and after passes; the graph is verified after each.
 *
 * @throws BackendError that names the output where the results differ
 * @throws ShapeError when a pass leaves a graph that is inconsistent
 */
export function checkPasses(passes: readonly Pass[], { graph, feeds }: RandomGraph): void {
  const expected = interpret(graph, feeds);
  const rewritten = applyPasses(graph, passes, { verify: true });
  const actual = interpret(rewritten, feedsOf(rewritten, feeds));
  for (const [name, array] of expected) compare(name, array, actual.get(name));
}

function feedsOf({ inputs, parameters }: Graph, feeds: Readonly<Record<string, NdArray>>): Record<string, NdArray> {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.has(name) || parameters.has(name)));
}

function compare(name: string, expected: NdArray, actual: NdArray | undefined): void {
  const [shape, actualShape] = [expected.shape, actual?.shape ?? []];
  if (actual === undefined || shape.join() !== actualShape.join()) {
    throw new BackendError(`output '${name}' had shape [${shape}], after the passes [${actualShape}]`, { name });
  }
  const scale = expected.data.reduce((largest, element) => Math.max(largest, Math.abs(element)), 1);
  for (const [index, element] of expected.data.entries()) {
    const result = actual.data[index] as number;
    if (Object.is(result, element) || Math.abs(result - element) <= TOLERANCE * scale) continue;
    throw new BackendError(`element ${index} of output '${name}' was ${element}, after the passes ${result}`, {
      name,
      index,
    });
  }
}
