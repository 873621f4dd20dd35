import { interpret } from '@bertsmith/graph';
import { type RandomGraph, randomGraph } from '@bertsmith/graph/conformance';
import { type Tensor, tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

/** Of the largest element: float32 keeps 24 bits, and a graph of ten operations loses a few of them. */
const TOLERANCE = 2e-4;

const RUNS = { numRuns: 60, seed: 11 };
const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });

describe('random graphs with their gradients', () => {
  for (const [title, options] of [
    ['with the passes of the CPU', {}],
    ['without passes', { passes: [] }],
  ] as const) {
    it(`equal the reference evaluation ${title}`, async () => {
      const backend = createOnnxRuntimeBackend(options);
      await fc.assert(
        fc.asyncProperty(choices, async (list) => {
          const random = randomGraph(list, 'float32');
          await using executable = await backend.compile({
            graph: random.graph,
            parameters: tensorsOf(random, 'parameters'),
          });
          const actual = await executable.run(Object.fromEntries(tensorsOf(random, 'inputs')));
          for (const [name, { shape, data }] of interpret(random.graph, random.feeds)) {
            expect(actual.get(name)?.shape).toEqual(shape);
            expect(distance(data, actual.get(name)?.data as Float32Array), name).toBeLessThan(TOLERANCE);
          }
        }),
        RUNS,
      );
    });
  }
});

function tensorsOf({ graph, feeds }: RandomGraph, kind: 'inputs' | 'parameters'): Map<string, Tensor> {
  return new Map(
    [...graph[kind].keys()].map((name) => {
      const { dtype, shape, data } = feeds[name] as RandomGraph['feeds'][string];
      return [
        name,
        dtype === 'int32'
          ? tensor(dtype, shape, Int32Array.from(data))
          : tensor('float32', shape, Float32Array.from(data)),
      ];
    }),
  );
}

/** The largest difference, relative to the largest element. */
function distance(expected: Float64Array, actual: Float32Array): number {
  const scale = expected.reduce((largest, element) => Math.max(largest, Math.abs(element)), 1);
  return (
    expected.reduce((largest, element, index) => Math.max(largest, Math.abs(element - (actual[index] as number))), 0) /
    scale
  );
}
