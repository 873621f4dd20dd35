import { FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from './decode-utf8.js';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decode(bytes: Uint8Array, { size = 5, onBadUtf8 = 'error' as 'error' | 'replace' } = {}) {
  let [text, replaced] = ['', 0];
  const onReplaced = (count: number) => (replaced += count);
  for await (const piece of decodeUtf8(inChunks(bytes, size), { path: 'a.txt', onBadUtf8, onReplaced })) text += piece;
  return { text, replaced };
}

const sizes = fc.integer({ min: 1, max: 20 });
const texts = fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('\ufeff'));

describe('decodeUtf8', () => {
  it('gives the text, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(texts, sizes, async (text, size) => {
        expect(await decode(Buffer.from(text), { size })).toEqual({ text, replaced: 0 });
      }),
    );
  });

  it('leaves a byte order mark out, and only at the beginning', async () => {
    expect((await decode(Buffer.from('\ufeffa\ufeffb'))).text).toBe('a\ufeffb');
  });

  it('replaces what the system replaces, and counts it but not what was U+FFFD before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 9 }),
            texts.map((text) => Buffer.from(text)),
          ),
        ),
        async (parts) => {
          const bytes = Buffer.concat(parts);
          const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(/^\ufeff/, '');
          const { text } = await decode(bytes, { size: 1000, onBadUtf8: 'replace' });
          expect(text).toBe(expected);
        },
      ),
    );
    const mixed = Buffer.concat([Buffer.from('\ufffda'), Buffer.of(0xff, 0x62, 0xc3)]);
    expect(await decode(mixed, { onBadUtf8: 'replace' })).toEqual({ text: '\ufffda\ufffdb\ufffd', replaced: 2 });
  });

  it('names path, line and byte of the first bad byte', async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, sizes, async (before, after, size) => {
        const good = Buffer.from(before);
        const bytes = Buffer.concat([good, Buffer.of(0xff), Buffer.from(after)]);
        const failure: unknown = await decode(bytes, { size }).catch((error: unknown) => error);
        const line = before.split('\n').length;
        expect(FormatError.isInstance(failure) && failure.details).toEqual({
          path: 'a.txt',
          line,
          byteOffset: good.length,
        });
        expect(String(failure)).toContain(`a.txt:${line}: byte ${good.length}, 0xff, is no UTF-8`);
      }),
    );
  });

  it('finds a character that is not whole at the end, and a surrogate', async () => {
    await expect(decode(Buffer.of(0x61, 0x0a, 0xe2, 0x82))).rejects.toThrow('a.txt:2: byte 2, 0xe2');
    await expect(decode(Buffer.of(0x61, 0xed, 0xa0, 0x80))).rejects.toThrow('a.txt:1: byte 1, 0xed');
  });
});
