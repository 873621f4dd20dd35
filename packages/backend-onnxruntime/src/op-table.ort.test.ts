import { type AnyOp, OP_TABLE, string } from '@bertsmith/graph';
import { checkLowering, checkRepeatable, EMPTY_EXAMPLES, LARGE_EXAMPLES } from '@bertsmith/graph/conformance';
import { describe, expect, it } from 'vitest';
import { createOnnxRuntimeBackend, defaultThreads } from './onnxruntime-backend.js';

/** An op from outside the table. */
const sigmoidOp: AnyOp = {
  ...(OP_TABLE.find((op) => op.name === 'Tanh') as AnyOp),
  name: 'Sigmoid',
  toOnnx: ({ emitter, inputs }) => [emitter.node('Sigmoid', inputs)],
  evaluate: ({ inputs }) => inputs.map((input) => ({ ...input, data: input.data.map((x) => 1 / (1 + Math.exp(-x))) })),
};

describe.each([
  ['with the passes of the CPU', {}],
  ['without passes', { passes: [] }],
])('every op on onnxruntime, %s', (_, options) => {
  const backend = createOnnxRuntimeBackend(options);
  for (const op of [...OP_TABLE, sigmoidOp]) {
    for (const example of [...op.examples, ...(EMPTY_EXAMPLES[op.name] ?? [])]) {
      it(`${op.name} (${example.title}): equals the reference evaluation`, () => checkLowering(op, example, backend));
    }
  }
});

describe('two threads', () => {
  const backend = createOnnxRuntimeBackend({ passes: [] });
  for (const op of OP_TABLE) {
    for (const example of LARGE_EXAMPLES[op.name] ?? []) {
      it(`${op.name} (${example.title}): give the same bits again and again`, async () => {
        await checkRepeatable(op, example, backend);
      });
    }
  }

  const scatter = OP_TABLE.find((op) => op.name === 'ScatterAddRows') as AnyOp;

  it.each(LARGE_EXAMPLES.ScatterAddRows ?? [])('add up rows that repeat: $title', async (example) => {
    await checkLowering(scatter, example, backend);
  });

  // Chance decides whether the threads meet, and whether a busy machine runs them at once.
  const chance = { retry: 5, skip: defaultThreads() < 2 };

  it('are found out where they lose what the other added', chance, async () => {
    const unsafe: AnyOp = { ...scatter, toOnnx: (context) => [emitUnsafeScatter(context)] };
    const [example] = LARGE_EXAMPLES.ScatterAddRows ?? [];
    await expect(checkRepeatable(unsafe, example as never, backend, { runs: 40 })).rejects.toThrow(
      /ScatterAddRows .*2 threads.* element 0 was/,
    );
  });
});

/** What `ScatterAddRows` once was lowered to. */
function emitUnsafeScatter({ emitter, inputs, outputTypes }: Parameters<AnyOp['toOnnx']>[0]): string {
  const [indices, updates] = inputs as [string, string];
  const table = emitter.node('Expand', [emitter.scalar('float32', 0), emitter.sizes(outputTypes[0]?.shape ?? [])]);
  const wide = emitter.node('Cast', [indices], { to: { kind: 'int', value: 7 } });
  const columns = emitter.node('Unsqueeze', [wide, emitter.constant('int64', [1], BigInt64Array.of(-1n))]);
  return emitter.node('ScatterND', [table, columns, updates], { reduction: string('add') });
}
