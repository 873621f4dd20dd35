import * as node from 'onnxruntime-node';
import type { TextFeeds } from './tiny-models.js';

/** The outputs of an ONNX file, by name, as onnxruntime-node runs it with its own defaults. */
export async function runFile(path: string, texts: TextFeeds): Promise<Record<string, number[]>> {
  const session = await node.InferenceSession.create(path, { intraOpNumThreads: 1 });
  const entries = Object.entries(texts).map(([name, rows]: [string, TextFeeds['input_ids']]) => {
    const shape = [rows.length, rows[0]?.length ?? 0];
    return [name, new node.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape)] as const;
  });
  const outputs = await session.run(Object.fromEntries(entries));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
  );
}
