import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncodedExamples } from '@bertsmith/data';

/** Writes the columns of both splits as int32 files for the Python peer; the keys are what `peer.py` calls them. */
export async function exportRows(
  splits: Readonly<Record<'train' | 'validation', EncodedExamples>>,
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-rows-'));
  const files: Record<string, string> = {};
  for (const [split, { inputIds, offsets, labels }] of Object.entries(splits)) {
    for (const [column, data] of Object.entries({ ids: inputIds, offsets, labels })) {
      const path = join(folder, `${split}-${column}.int32`);
      await writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      files[`${split}_${column}`] = path;
    }
  }
  return files;
}
