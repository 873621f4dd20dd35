import { createHash, type Hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../src/files.js';
import { readFixture } from './read-fixture.js';

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const data = join(shared, 'data');
const digests = readFixture<Record<string, Digest>>('shared-digests.json');

interface Digest {
  texts: number;
  tokens: number;
  ids: string;
  offsets: string;
}

describe('ids and offsets of bert-base-uncased are those of Hugging Face', async () => {
  const isThere = existsSync(data);
  const tokenizer = isThere ? await loadTokenizer(join(data, 'vocab', 'tokenizer.json')) : undefined;

  it.for(Object.entries(digests))('on %s', ([file, expected], { skip }) => {
    if (tokenizer === undefined) return skip(`there is no data in ${data}; BERTSMITH_SHARED may name another place`);
    const texts = readFileSync(join(data, file), 'utf8').split('\n');
    const [ids, offsets] = [createHash('sha256'), createHash('sha256')];
    let tokens = 0;
    for (const text of texts) {
      const encoding = tokenizer.encode(text);
      tokens += encoding.length;
      addInt32(ids, encoding.inputIds);
      addInt32(offsets, encoding.offsets);
    }
    const actual = { texts: texts.length, tokens, ids: ids.digest('hex'), offsets: offsets.digest('hex') };
    expect(actual).toEqual(expected);
  });
});

function addInt32(hash: Hash, values: Int32Array): void {
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
