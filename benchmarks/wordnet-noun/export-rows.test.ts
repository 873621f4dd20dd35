import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClassifiedExamples } from '@bertsmith/data';
import { describe, expect, it } from 'vitest';
import type { Contender } from '../harness/benchmark.js';
import { exportRows } from './export-rows.js';
import { prepareWithRows } from './prepare-with-rows.js';

const rows: ClassifiedExamples = {
  inputIds: Int32Array.of(2, 7, 3),
  offsets: Int32Array.of(0, 3),
  pairStarts: Int32Array.of(3),
  targets: { labels: { per: 'row', dtype: 'int32', data: Int32Array.of(1) } } as const,
  padTokenId: 0,
};
const splits = { train: rows, validation: rows };

describe('exportRows', () => {
  it('writes columns, and removes them with their directory', async () => {
    const { files, dispose } = await exportRows(splits);
    const columns = ['train_ids', 'train_offsets', 'train_labels'];
    expect(Object.keys(files)).toEqual([...columns, ...columns.map((name) => name.replace('train', 'validation'))]);
    expect([...new Int32Array(new Uint8Array(readFileSync(files.train_ids as string)).buffer)]).toEqual([2, 7, 3]);
    await dispose();
    expect(existsSync(dirname(files.train_ids as string))).toBe(false);
  });
});

describe('a peer that reads rows', () => {
  const prepare = async (contender: Partial<Contender>) => {
    let folder = '';
    const peer = await prepareWithRows(splits, async (files) => {
      folder = dirname(files.train_ids as string);
      expect(existsSync(folder)).toBe(true);
      return { name: 'peer', run: async () => 1, ...contender };
    });
    return { peer, folder };
  };

  it('has them until it is disposed of, also when that fails', async () => {
    const { peer, folder } = await prepare({});
    expect([await peer.run(), existsSync(folder)]).toEqual([1, true]);
    await peer.dispose?.();
    expect(existsSync(folder)).toBe(false);
    const failing = await prepare({ dispose: () => Promise.reject(new Error('gone')) });
    await expect(failing.peer.dispose?.()).rejects.toThrow('gone');
    expect(existsSync(failing.folder)).toBe(false);
  });

  it('leaves none when it cannot be prepared', async () => {
    let folder = '';
    const failure = prepareWithRows(splits, async (files) => {
      folder = dirname(files.train_ids as string);
      throw new Error('no peer');
    });
    await expect(failure).rejects.toThrow('no peer');
    expect(existsSync(folder)).toBe(false);
  });
});
