import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncodedExamples } from '@bertsmith/data';

/** Rows in files, for as long as somebody reads them. */
export interface ExportedColumns {
  /** Paths by what the peer calls the columns: `train_ids`, `validation_labels`, ... */
  readonly files: Readonly<Record<string, string>>;
  /** Removes the files. */
  dispose(): Promise<void>;
}

/** Writes the columns of rows with labels as files of 4-byte numbers, to a temporary directory. */
export async function exportColumns(splits: Readonly<Record<string, EncodedExamples>>): Promise<ExportedColumns> {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-rows-'));
  const files: Record<string, string> = {};
  for (const [split, { inputIds, offsets, pairStarts, targets }] of Object.entries(splits)) {
    const columns = {
      ids: inputIds,
      offsets,
      pair_starts: pairStarts,
      labels: targets.labels?.data ?? new Int32Array(),
    };
    for (const [column, { buffer, byteOffset, byteLength }] of Object.entries(columns)) {
      const path = join(folder, `${split}-${column}`);
      await writeFile(path, new Uint8Array(buffer, byteOffset, byteLength));
      files[`${split}_${column}`] = path;
    }
  }
  return { files, dispose: () => rm(folder, { recursive: true, force: true }) };
}
