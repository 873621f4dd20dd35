import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import type { RaggedIds } from '../ragged-ids.js';
import { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { type EncodeLinesOptions, encodeLines } from './encode-lines.js';
import { readLines } from './read-lines.js';

const directory = mkdtempSync(join(tmpdir(), 'bertsmith-lines-'));
afterAll(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'texts.txt');
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'low', '##er', 'é', '🙂'];
const tokenizer = new WordPieceTokenizer({ vocabulary, neverSplit: ['LOW'], normalizer: { stripAccents: false } });
const texts = Array.from({ length: 20_000 }, (_, row) => ['low lower', '', 'é 🙂', 'LOW x'.repeat(row % 7)][row % 4]!);
writeFileSync(path, `\ufeff${texts.join('\r\n')}\r\n`);

async function collect(source: Parameters<typeof encodeLines>[0], options?: EncodeLinesOptions): Promise<RaggedIds[]> {
  return gather(encodeLines(source, tokenizer, options));
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('encoding a file', () => {
  it.each([0, 2])('gives the ids of every line, in order, with %i threads', async (threads) => {
    const results = await collect(path, { threads, batchLines: 1000, maxLength: 6 });
    const expected = tokenizer.encodeRagged(texts, { maxLength: 6 });
    expect(results.flatMap(({ inputIds }) => Array.from(inputIds))).toEqual(Array.from(expected.inputIds));
    expect(results.every(({ rowSplits }) => rowSplits.length <= 1001)).toBe(true);
  });

  it.each([0, 1])('reports what is wrong, with %i threads', async (threads) => {
    await expect(collect(path, { threads, maxLength: 1 })).rejects.toThrow(ConfigError);
    await expect(collect(join(directory, 'none.txt'), { threads })).rejects.toThrow(InputError);
    await expect(collect(path, { threads: -1 })).rejects.toThrow('threads must be an integer from 0');
    await expect(collect(path, { threads, batchLines: 0 })).rejects.toThrow('batchLines must be an integer from 1');
  });

  it('can be left early', async () => {
    for await (const { rowSplits } of encodeLines(path, tokenizer, { threads: 2, batchLines: 10 })) {
      expect(rowSplits).toHaveLength(11);
      break;
    }
  });

  it('finds characters and lines that lie across chunks', async () => {
    const bytes = new TextEncoder().encode('a🙂\r\n\nb\u2028c');
    const chunks = async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    };
    const lines = await gather(readLines(chunks()));
    expect(lines.flat()).toEqual(['a🙂', '', 'b\u2028c']);
  });
});
