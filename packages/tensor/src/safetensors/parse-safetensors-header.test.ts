import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../errors/error-classes.js';
import { parseSafetensorsHeader } from './parse-safetensors-header.js';

interface Verdict {
  readonly name: string;
  readonly base64: string;
  /** What the reference implementation says; null when it takes the file. */
  readonly referenceError: string | null;
}

const FIXTURES = new URL('../../test/fixtures/safetensors/', import.meta.url);
const VERDICTS = JSON.parse(readFileSync(new URL('verdicts.json', FIXTURES), 'utf8')) as Verdict[];

/** Files that the reference implementation takes and we refuse. */
const STRICTER_BECAUSE: Readonly<Record<string, string>> = {
  'white space before the brace': 'the format says that a header begins with {',
  'duplicate tensor': 'the format forbids it; the reference implementation keeps the last one',
  '8-bit float': 'this package has no such dtype',
  'tensor as a list': "an accident of the reference implementation's JSON library",
  '70 dimensions': 'beyond our limit of 64',
  'size 2^60 times 0': 'a size that a JavaScript number cannot hold',
};

function parse(content: Uint8Array, path = 'a.safetensors') {
  return parseSafetensorsHeader(content, { fileSize: content.length, path });
}

/** A file with the given header and eight bytes of data. */
function fileWith(header: string, dataBytes = 8): Uint8Array {
  const json = new TextEncoder().encode(header);
  const content = new Uint8Array(8 + json.length + dataBytes);
  new DataView(content.buffer).setBigUint64(0, BigInt(json.length), true);
  content.set(json, 8);
  return content;
}

function failureOf(content: Uint8Array): FormatError {
  try {
    parse(content);
  } catch (error) {
    if (FormatError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('the file was taken');
}

describe('against the reference implementation', () => {
  it.each(VERDICTS)('$name', ({ name, base64, referenceError }) => {
    const content = new Uint8Array(Buffer.from(base64, 'base64'));
    const taken = referenceError === null && STRICTER_BECAUSE[name] === undefined;
    if (!taken) return expect(() => parse(content)).toThrow(FormatError);
    const { entries, dataOffset } = parse(content);
    const covered = [...entries.values()].reduce((sum, { byteLength }) => sum + byteLength, dataOffset);
    expect(covered).toBe(content.length);
  });

  it('has no exception that is not used', () => {
    const names = VERDICTS.filter(({ referenceError }) => referenceError === null).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(STRICTER_BECAUSE)));
  });
});

it('reads what the header says', () => {
  const header =
    '{"__metadata__":{"format":"pt"},"b":{"dtype":"I32","shape":[],"data_offsets":[4,8]},"a":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]}}';
  const { entries, metadata, dataOffset } = parse(fileWith(header));
  expect(dataOffset).toBe(8 + header.length);
  expect(metadata).toEqual(new Map([['format', 'pt']]));
  expect([...entries.values()]).toEqual([
    { name: 'a', dtype: 'float16', shape: [1, 2], byteOffset: dataOffset, byteLength: 4 },
    { name: 'b', dtype: 'int32', shape: [], byteOffset: dataOffset + 4, byteLength: 4 },
  ]);
});

it('takes names that are special in JavaScript for names', () => {
  const { entries } = parse(fileWith('{"__proto__":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'));
  expect([...entries.keys()]).toEqual(['__proto__']);
  expect(entries.has('constructor')).toBe(false);
  expect(({} as { dtype?: string }).dtype).toBeUndefined();
});

describe('messages', () => {
  it.each([
    [
      '{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}',
      `safetensors file 'a.safetensors', tensor "w", byte 13: a float32 tensor of shape [3] takes 12 bytes, its data_offsets [0, 8] have 8`,
    ],
    [
      '{"w":{"dtype":"F32","shape":[0],"data_offsets":[8,0]}}',
      `safetensors file 'a.safetensors', tensor "w", byte 13: its data is said to end at 0, before it begins at 8`,
    ],
    [
      '{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}',
      `safetensors file 'a.safetensors', tensor "w", byte 37: the header is malformed: expected a whole number from 0 to 2^53 - 1, found -2`,
    ],
    [
      '{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
      `safetensors file 'a.safetensors', byte 71: the file is truncated: expected 79 bytes, up to the end of "w", found 71; get it again`,
    ],
    [
      '{"w":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"v":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}}',
      `safetensors file 'a.safetensors', tensor "v", byte 65: its data begins at 3 and overlaps the data of another tensor, expected 5`,
    ],
    [
      '{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"v":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}}',
      `safetensors file 'a.safetensors', tensor "v", byte 65: its data begins at 3 and leaves a hole that no tensor covers, expected 2`,
    ],
    [
      '{"w":7}',
      `safetensors file 'a.safetensors', tensor "w", byte 13: the header is malformed: expected '{', found '7'`,
    ],
    [
      '{} ~',
      "safetensors file 'a.safetensors', byte 11: the header is malformed: expected the end of the header, found '~'",
    ],
    ['{}', "safetensors file 'a.safetensors', byte 10: 8 bytes follow that belong to no tensor"],
  ])('%s', (header, message) => {
    expect(failureOf(fileWith(header)).message).toBe(message);
  });

  it('carry the values', () => {
    const { details } = failureOf(fileWith('{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}'));
    expect(details).toEqual({ path: 'a.safetensors', tensor: 'w', byteOffset: 13, expected: 12, actual: 8 });
  });

  it('show names cut and without control characters', () => {
    const name = `\\u001b[31m\u009b${'x'.repeat(100_000)}`;
    const { message } = failureOf(fileWith(`{"${name}":{}}`));
    expect(message.length).toBeLessThan(400);
    expect(message).toContain('tensor "\\u001b[31m\\u009bxxx');
  });

  it('say how long the header is said to be', () => {
    const content = fileWith('{}', 0);
    content.fill(0xff, 0, 8);
    const message = `safetensors file 'a.safetensors', byte 0: the header is said to have 18446744073709551615 bytes, expected at most 2 (the file has 2 bytes after it): the file is truncated or not safetensors`;
    expect(failureOf(content).message).toBe(message);
  });
});

describe('hostile headers end quickly', () => {
  const LENGTH = 3_000_000;
  it.each([
    ['a list in a list', '{"a":{"x":'.padEnd(LENGTH, '[')],
    ['an object in an object', `{"a":{"x":${'{"y":'.repeat(LENGTH / 5)}`],
    ['a text without an end', '{"'.padEnd(LENGTH, 'x')],
    ['a text of escapes', '{"'.padEnd(LENGTH, '\\')],
    ['a number without an end', '{"a":{"shape":['.padEnd(LENGTH, '1')],
    ['a word without an end', '{"a":{"x":'.padEnd(LENGTH, 't')],
    ['sizes without an end', '{"a":{"shape":['.padEnd(LENGTH, '1,')],
    ['spaces', '{'.padEnd(LENGTH, ' ')],
    ['the same key', `{"a":{${'"x":0,'.repeat(LENGTH / 6)}`],
  ])('%s', (_, header) => {
    const start = performance.now();
    expect(() => parse(fileWith(header))).toThrow(FormatError);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('more tensors than the limit', () => {
    const members = Array.from(
      { length: 1_000_001 },
      (_, i) => `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
    );
    expect(() => parse(fileWith(`{${members.join(',')}}`, 0))).toThrow('expected at most 1000000 members, found more');
  });

  it('a header that the bytes do not hold', () => {
    const content = fileWith('{}', 0);
    const source = { fileSize: content.length, path: 'a.safetensors' };
    expect(() => parseSafetensorsHeader(content.subarray(0, 9), source)).toThrow(FormatError);
    expect(() => parseSafetensorsHeader(content.subarray(0, 5), source)).toThrow(FormatError);
  });
});
