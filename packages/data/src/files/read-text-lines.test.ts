import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { readTextLines } from './read-text-lines.js';

/** More than is read at a time. */
const LONG = 600_000;

async function readAll(content: string | Uint8Array) {
  const lines = [];
  for await (const some of readTextLines(join(temporaryFolder({ a: content }), 'a'))) lines.push(...some);
  return lines;
}

describe('readTextLines', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\n', ['a', '']],
    ['\n', ['']],
    ['\ufeffa\r\nb\rc\r\n', ['a', 'b\rc']],
    ['a\n\ufeffb\u2028c', ['a', '\ufeffb\u2028c']],
  ])('divides %j', async (content, texts) => {
    expect(await readAll(content)).toEqual(texts.map((text, index) => ({ line: index + 1, text })));
  });

  it('puts lines and characters together that are read in pieces', async () => {
    const texts = ['é'.repeat(LONG), 'x', '🙂'.repeat(LONG), '', 'end'];
    expect(await readAll(texts.join('\n'))).toEqual(texts.map((text, index) => ({ line: index + 1, text })));
    const many = Array.from({ length: 50_000 }, (_, index) => `line ${index} 🙂`);
    expect(await readAll(many.join('\r\n'))).toEqual(many.map((text, index) => ({ line: index + 1, text })));
  });

  it('leaves lines open that are not UTF-8, and only those', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, '')),
      fc.constantFrom('\xff', 'a\xc3', '\xed\xa0\x80'),
    );
    const isBroken = (text: string) => ['\xff', 'a\xc3', '\xed\xa0\x80'].includes(text);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), async (texts) => {
        fc.pre(!texts[0]?.startsWith('\ufeff'));
        const bytes = texts.map((text) => Buffer.from(`${text}\n`, isBroken(text) ? 'latin1' : 'utf8'));
        const expected = texts.map((text, index) => ({ line: index + 1, text: isBroken(text) ? undefined : text }));
        expect(await readAll(Buffer.concat(bytes))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
