import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassifiedExamples } from '@bertsmith/data';

/** Rows in files, for as long as somebody reads them. */
export interface ExportedRows {
  /** Paths by what `peer.py` calls the columns: `train_ids`, `validation_labels`, ... */
  readonly files: Readonly<Record<string, string>>;
  /** Removes the files. */
  dispose(): Promise<void>;
}

/** Writes the columns of both splits as int32 files for the Python peer, to a temporary directory; nothing stays of a failure. */
export async function exportRows(
  splits: Readonly<Record<'train' | 'validation', ClassifiedExamples>>,
): Promise<ExportedRows> {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-rows-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    return { files: await writeColumns(splits, folder), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function writeColumns(
  splits: Readonly<Record<string, ClassifiedExamples>>,
  folder: string,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [split, { inputIds, offsets, targets }] of Object.entries(splits)) {
    for (const [column, data] of Object.entries({ ids: inputIds, offsets, labels: targets.labels.data })) {
      const path = join(folder, `${split}-${column}.int32`);
      await writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      files[`${split}_${column}`] = path;
    }
  }
  return files;
}
