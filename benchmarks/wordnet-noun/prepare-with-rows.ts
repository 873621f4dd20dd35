import type { ClassifiedExamples } from '@bertsmith/data';
import type { Contender } from '../harness/benchmark.js';
import { exportRows } from './export-rows.js';

/** Prepares a peer that reads rows from files, which are removed when it is disposed of or cannot be prepared. */
export async function prepareWithRows(
  splits: Readonly<Record<'train' | 'validation', ClassifiedExamples>>,
  prepare: (files: Readonly<Record<string, string>>) => Promise<Contender>,
): Promise<Contender> {
  const rows = await exportRows(splits);
  const peer = await prepare(rows.files).catch(async (error: unknown) => {
    await rows.dispose();
    throw error;
  });
  const dispose = async () => {
    try {
      await peer.dispose?.();
    } finally {
      await rows.dispose();
    }
  };
  return { name: peer.name, run: () => peer.run(), dispose };
}
