import { OP_TABLE } from '@bertsmith/graph';
import { checkLowering } from '@bertsmith/graph/conformance';
import { describe, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

describe('every op on onnxruntime', () => {
  const backend = createOnnxRuntimeBackend();
  for (const op of OP_TABLE) {
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): equals the reference evaluation`, () => checkLowering(op, example, backend));
    }
  }
});

describe('every op on onnxruntime, without passes', () => {
  const backend = createOnnxRuntimeBackend({ passes: [] });
  for (const op of OP_TABLE) {
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): equals the reference evaluation`, () => checkLowering(op, example, backend));
    }
  }
});
