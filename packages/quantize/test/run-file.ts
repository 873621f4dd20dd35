import * as node from 'onnxruntime-node';
import { TWO_TEXTS } from './tiny-models.js';

/** The outputs of an ONNX file for {@link TWO_TEXTS}, by name, as onnxruntime-node runs it with its own defaults. */
export async function runFile(path: string): Promise<Record<string, number[]>> {
  const session = await node.InferenceSession.create(path, { intraOpNumThreads: 1 });
  const entries = Object.entries(TWO_TEXTS).map(([name, rows]) => {
    return [name, new node.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [2, 6])] as const;
  });
  const outputs = await session.run(Object.fromEntries(entries));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
  );
}
