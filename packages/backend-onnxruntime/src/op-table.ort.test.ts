import { type AnyOp, OP_TABLE } from '@bertsmith/graph';
import { checkLowering } from '@bertsmith/graph/conformance';
import { describe, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

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
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): equals the reference evaluation`, () => checkLowering(op, example, backend));
    }
  }
});
