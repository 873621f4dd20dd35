import { readFileSync } from 'node:fs';
import { FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointPath } from '../../../../test/checkpoint-fixtures.js';
import { MAXIMUM_OPEN_MARKS, MAXIMUM_PICKLE_OPERATIONS } from '../pytorch-limits.js';
import { readPickle } from './read-pickle.js';

const SOURCE = { path: 'model.bin', byteOffset: 64 };
const read = (bytes: Uint8Array) => readPickle(bytes, SOURCE);
/** A pickle from its texts and bytes. */
const pickle = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part, 'latin1'))));

describe('readPickle', () => {
  it.each([
    ['N.', null],
    ['\x88.', true],
    ['K\xff.', 255],
    ['M\x00\x01.', 256],
    ['J\xff\xff\xff\xff.', -1],
    ['\x8a\x05\x00\x00\x00\x00\x01.', 2 ** 32],
    ['\x8a\x01\xff.', -1],
    ['\x8a\x00.', 0],
    ['X\x02\x00\x00\x00\xc3\xa9.', 'é'],
  ])('reads %j', (text, expected) => {
    expect(read(pickle('\x80\x02', text))).toBe(expected);
  });

  it('reads tuples, dictionaries and what the memo has', () => {
    const value = read(pickle('\x80\x02}q\x00(\x8c\x01aK\x01\x85\x8c\x01bh\x00u.'));
    expect(value).toMatchObject({
      kind: 'dictionary',
      items: [
        ['a', { kind: 'tuple', items: [1] }],
        ['b', value],
      ],
    });
  });

  it.each([
    ['cos\nsystem\n.', 'it asks for "os.system", which is no part of a state dict of tensors: nothing was run'],
    ['\x8c\x02os\x8c\x06system\x93.', 'it asks for "os.system"'],
    ['c__builtin__\neval\n.', 'it asks for "__builtin__.eval"'],
    ['ctorch\nload\n.', 'it asks for "torch.load"'],
    ['ctorch._utils\n__class__\n.', 'it asks for "torch._utils.__class__"'],
    ['(ios\nsystem\n.', 'the instruction INST is no part'],
    ['\x82\x01.', 'the instruction EXT1 is no part'],
    ['\x00.', 'the instruction 0x00 is no part'],
    ['\x80\x06.', 'it is of protocol 6, expected at most 5'],
    ['ccollections\nOrderedDict\n)R}u.', 'up to a mark that is not there'],
    ['ccollections\nOrderedDict\nN\x85R.', 'it calls collections.OrderedDict with (None)'],
    ['ctorch\nFloatStorage\n)R.', 'it calls torch.FloatStorage with a tuple: that is no function here'],
    ['NNR.', 'it calls None with None'],
    ['NN\x86Q.', 'it refers to something that is not a storage'],
    ['N}b.', 'attributes are given to None'],
    ['}(Nu.', 'a key without a value'],
    ['h\x07.', 'it recalls value 7, which it has not stored'],
    ['\x8a\x09123456789.', 'a number of 9 bytes'],
    ['\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.', 'is beyond 2^53'],
    ['X\xff\xff\xff\xff.', 'it ends in the middle: 4294967295 bytes are needed'],
    ['\x8c\x01\xff.', 'a text that is not UTF-8'],
    ['cos', 'expected the name of a global, found a line of 2 characters'],
    ['K', 'it ends in the middle'],
    ['', 'it ends in the middle'],
    ['.', 'it takes a value that is not there'],
  ])('refuses %j', (text, message) => {
    expect(() => read(pickle(text))).toThrow(FormatError);
    expect(() => read(pickle(text))).toThrow(message);
  });

  it('says where', () => {
    expect(() => read(pickle('NN\x00'))).toThrow("PyTorch file 'model.bin', byte 66: its pickle (data.pkl, byte 2)");
  });

  it('limits nesting and length', () => {
    expect(() => read(Buffer.alloc(MAXIMUM_OPEN_MARKS + 1, '('))).toThrow('nested more than 32 deep');
    expect(() => read(Buffer.alloc(MAXIMUM_PICKLE_OPERATIONS + 1, 'N'))).toThrow('more than 3000000 instructions');
  });
});

describe('a damaged pickle is refused with a FormatError or read, never anything else', () => {
  const archive = readFileSync(checkpointPath('protocol-5.bin'));
  const start = archive.indexOf(Buffer.from('80059', 'hex'));
  const original = archive.subarray(start, archive.indexOf('PK', start));

  function readWithinBounds(content: Uint8Array): void {
    try {
      read(content);
    } catch (error) {
      if (!FormatError.isInstance(error)) throw error;
      expect(error.message.length).toBeLessThan(2_000);
    }
  }

  it('with bytes changed, cut or put in', () => {
    const at = fc.nat(original.length);
    fc.assert(
      fc.property(at, at, fc.uint8Array({ maxLength: 6 }), (end, from, inserted) => {
        readWithinBounds(Buffer.concat([original.subarray(0, end), inserted, original.subarray(from)]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of random instructions', () => {
    const known = [...Buffer.from('\x80NK(t}us)Rbq\x94hQ\x85\x86\x87\x8c', 'latin1')];
    const byte = fc.oneof(fc.constantFrom(...known), fc.constantFrom(0, 1, 2), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), (bytes) => readWithinBounds(Uint8Array.from(bytes))),
      { numRuns: 5_000 },
    );
  });
});
