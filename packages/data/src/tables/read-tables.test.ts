import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { BadRows } from '../rows/bad-rows.js';
import type { BadRowPolicy } from '../tasks/task.js';
import { type CsvSource, readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readParquet } from './read-parquet.js';
import { readTsv } from './read-tsv.js';
import type { TableRow, TableSource } from './table-source.js';

type Settings = Partial<CsvSource> & { readonly policy?: BadRowPolicy };

/** The values of a file's rows, and what was left out as `line: reason`. */
async function readWith(
  read: (source: CsvSource) => Promise<TableRow[]>,
  content: string | Uint8Array,
  { policy, ...settings }: Settings = {},
) {
  const path = join(temporaryFolder({ 'a.txt': content }), 'a.txt');
  const badRows = new BadRows(policy);
  const source: TableSource = { columns: ['text', 'label'], ...settings, path, badRows };
  const rows = await read(source);
  return {
    values: rows.map(({ values }) => values),
    lines: rows.map(({ place }) => place.line),
    skipped: badRows.skipped.map(({ line, reason }) => `${line}: ${reason}`),
  };
}

/** Text without line ends, to be a value or the name of a column. */
const value = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\t]/.test(text));
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    header: fc.uniqueArray(value, { minLength: width, maxLength: width }),
    rows: fc.array(fc.array(value, { minLength: width, maxLength: width })),
    end: fc.constantFrom('\n', '\r\n'),
  }),
);

describe('readTsv', () => {
  it('takes every character but tab and line end as it is', async () => {
    const content = '\ufeffid\ttext\tlabel\r\n1\t"a", she said\t0\r\n2\t"\t1';
    const expected = {
      values: [
        ['"a", she said', '0'],
        ['"', '1'],
      ],
      lines: [2, 3],
      skipped: [],
    };
    expect(await readWith(readTsv, content)).toEqual(expected);
    const numbered = { columns: ['3', '2'], hasHeader: false };
    expect((await readWith(readTsv, 'x\ta\t0\n', numbered)).values).toEqual([['0', 'a']]);
  });

  it('reads back what was written', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ header, rows, end }) => {
        // A line without a character is a bad row.
        fc.pre(
          header.join('') !== '' && !header[0]?.startsWith('\ufeff') && rows.every((row) => row.join('\t') !== ''),
        );
        const content = [header, ...rows].map((row) => row.join('\t') + end).join('');
        expect((await readWith(readTsv, content, { columns: header })).values).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  const bad: [string, string | Uint8Array, string][] = [
    ['too few values', 'text\tlabel\na\n', '2: expected 2 values between tabs, found 1'],
    ['too many values', 'text\tlabel\na\t0\t1\n', '2: expected 2 values between tabs, found 3'],
    ['no character', 'text\tlabel\n\n', '2: the line is empty'],
    ['broken UTF-8', Buffer.from('text\tlabel\n\xe9\t0\n', 'latin1'), '2: the line is not UTF-8 text'],
  ];

  it.each(bad)('names a row with %s, or leaves it out', async (_, content, message) => {
    await expect(readWith(readTsv, content)).rejects.toThrow(FormatError);
    await expect(readWith(readTsv, content)).rejects.toThrow(`a.txt:${message}`);
    const more = Buffer.concat([Buffer.from(content), Buffer.from('b\t1\n')]);
    const expected = { values: [['b', '1']], lines: [3], skipped: [message] };
    expect(await readWith(readTsv, more, { policy: 'skip' })).toEqual(expected);
  });

  it.each([
    ['', 'a.txt:1: the file is empty; expected the columns text, label'],
    ['text\tstars\n', 'a.txt:1: there is no column "label"; the columns are "text", "stars"'],
    ['text\tlabel\tlabel\n', 'a.txt:1: there are two columns "label"'],
    ['te\xfft\tlabel\n', 'a.txt:1: the line is not UTF-8 text; expected the names of the columns'],
  ])('needs its header under either policy: %j', async (content, message) => {
    const bytes = Buffer.from(content, 'latin1');
    await expect(readWith(readTsv, bytes, { policy: 'skip' })).rejects.toThrow(message);
  });

  it('stops when told to, and says what is no file', async () => {
    const stopped = readWith(readTsv, 'text\tlabel\na\t0\n', { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const source = { path: '/nowhere.tsv', columns: [], badRows: new BadRows() };
    await expect(readTsv(source)).rejects.toThrow("cannot read '/nowhere.tsv': it does not exist");
  });
});

describe('readCsv', () => {
  it('takes quoted values with commas, quotation marks and line ends', async () => {
    const content = '\ufefftext,label\r\n"a, ""b""\r\nc",0\r\nd,1';
    const expected = {
      values: [
        ['a, "b"\nc', '0'],
        ['d', '1'],
      ],
      lines: [2, 4],
      skipped: [],
    };
    expect(await readWith(readCsv, content)).toEqual(expected);
    expect((await readWith(readCsv, 'text;label\na,b;0\n', { separator: ';' })).values).toEqual([['a,b', '0']]);
    const numbered = { columns: ['2'], hasHeader: false };
    expect((await readWith(readCsv, 'a,0\n', numbered)).values).toEqual([['0']]);
  });

  it('reads back what was written', async () => {
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const anyValue = fc.oneof(
      value,
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', '')),
    );
    const rows = fc.array(fc.tuple(anyValue, anyValue, anyValue));
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), async (records, end) => {
        const content = [['x', 'y', 'z'], ...records].map((row) => row.map(quoted).join(',') + end).join('');
        expect((await readWith(readCsv, content, { columns: ['z', 'x', 'y'] })).values).toEqual(
          records.map(([x, y, z]) => [z, x, y]),
        );
      }),
      { numRuns: 60 },
    );
  });

  const bad: [string, string | Uint8Array, string][] = [
    ['too few values', 'text,label\na\n', '2: expected 2 values, found 1'],
    ['too many values', 'text,label\na,b,0\n', '2: expected 2 values, found 3'],
    ['no character', 'text,label\n\n', '2: the line is empty'],
    ['text after a quoted value', 'text,label\n"a"b,0\n', '2: a quotation mark within a quoted value is not doubled'],
    ['a quotation mark within', 'text,label\na"b",0\n', '2: a quotation mark stands within a value that does not'],
    ['broken UTF-8', Buffer.from('text,label\n\xe9,0\n', 'latin1'), '2: the row is not UTF-8 text'],
  ];

  it.each(bad)('names a row with %s, or leaves it out', async (_, content, message) => {
    await expect(readWith(readCsv, content)).rejects.toThrow(FormatError);
    await expect(readWith(readCsv, content)).rejects.toThrow(`a.txt:${message}`);
    const more = Buffer.concat([Buffer.from(content), Buffer.from('b,1\n')]);
    const { values, lines, skipped } = await readWith(readCsv, more, { policy: 'skip' });
    expect([values, lines, skipped.length]).toEqual([[['b', '1']], [3], 1]);
    expect(skipped[0]).toContain(message);
  });

  it('goes on at the line after a quotation mark that nothing ends', async () => {
    const content = 'text,label\n"a,0\nb,1\n"c\nd",0\n';
    await expect(readWith(readCsv, content)).rejects.toThrow(/a\.txt:2: a quotation mark within a quoted value/);
    const { values, lines, skipped } = await readWith(readCsv, content, { policy: 'skip' });
    expect([values, lines]).toEqual([
      [
        ['b', '1'],
        ['c\nd', '0'],
      ],
      [3, 4],
    ]);
    expect(skipped).toHaveLength(1);
    await expect(readWith(readCsv, 'text,label\n"a,0\n')).rejects.toThrow(
      'a.txt:2: a value starts with a quotation mark',
    );
  });

  it.each([
    ['', {}, 'a.txt:1: the file is empty'],
    [
      '"text,label\n',
      {},
      'a.txt:1: a value starts with a quotation mark, and no other one ends it; expected the names',
    ],
    ['text,stars\n', {}, 'a.txt:1: there is no column "label"; the columns are "text", "stars"'],
    ['text,label\n', { separator: '||' }, "the separator is '||', expected one character"],
    ['text,label\n', { separator: '"' }, "the separator is '\"'"],
  ])('needs its header and separator under either policy: %j %j', async (content, settings, message) => {
    await expect(readWith(readCsv, content, { ...settings, policy: 'skip' })).rejects.toThrow(message);
  });
});

describe('readJsonl', () => {
  it('takes the wanted fields, whatever else there is', async () => {
    const content = '{"label":1,"text":"a","x":[]}\r\n{"text":"b\\nc","label":"0"}';
    const expected = {
      values: [
        ['a', 1],
        ['b\nc', '0'],
      ],
      lines: [1, 2],
      skipped: [],
    };
    expect(await readWith(readJsonl, content)).toEqual(expected);
  });

  it('reads back what was written', async () => {
    const records = fc.array(fc.record({ text: fc.string({ unit: 'binary' }), label: fc.integer() }));
    await fc.assert(
      fc.asyncProperty(records, async (rows) => {
        const content = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
        expect((await readWith(readJsonl, content)).values).toEqual(rows.map(({ text, label }) => [text, label]));
      }),
      { numRuns: 60 },
    );
  });

  const bad: [string, string | Uint8Array, string][] = [
    ['JSON that stops half-way', '{"text":"a","lab\n', '1: the line is not JSON: '],
    ['no object', '["a",0]\n', '1: expected a JSON object, found "[\\"a\\",0]"'],
    ['no such field', '{"text":"a","stars":0}\n', '1: there is no field "label"; the fields are "text", "stars"'],
    ['no character', ' \n', '1: the line is empty'],
    ['broken UTF-8', Buffer.from('{"text":"\xe9","label":0}\n', 'latin1'), '1: the line is not UTF-8 text'],
  ];

  it.each(bad)('names a row with %s, or leaves it out', async (_, content, message) => {
    await expect(readWith(readJsonl, content)).rejects.toThrow(FormatError);
    await expect(readWith(readJsonl, content)).rejects.toThrow(`a.txt:${message}`);
    const more = Buffer.concat([Buffer.from(content), Buffer.from('{"text":"b","label":1}\n')]);
    const { values, lines, skipped } = await readWith(readJsonl, more, { policy: 'skip' });
    expect([values, lines, skipped.length]).toEqual([[['b', 1]], [2], 1]);
    expect(skipped[0]).toContain(message);
  });
});

describe('readParquet', () => {
  const fixture = (name: string) => new URL(`../../test/fixtures/${name}`, import.meta.url).pathname;
  const read = (path: string, columns: readonly string[]) => readParquet({ path, columns, badRows: new BadRows() });

  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('takes files of compression %s', async (compression) => {
    const rows = await read(fixture(`table-${compression}.parquet`), ['score', 'text', 'name', 'label', 'hole']);
    expect(rows).toHaveLength(40);
    const place = { path: fixture(`table-${compression}.parquet`), place: 'row 39' };
    expect(rows[38]).toEqual({ place, values: [4.75, 'text 38: naïve 🙂 word word word ', 'eggs', 2n, 'pair 38'] });
    expect(rows[6]?.values.at(-1)).toBeNull();
  });

  it('says which column is not there, and what is no Parquet', async () => {
    const complete = fixture('table-snappy.parquet');
    await expect(read(complete, ['txt'])).rejects.toThrow(
      /there is no column "txt"; the columns are "text", "label", /,
    );

    const bytes = readFileSync(complete);
    const folder = temporaryFolder({ half: bytes.subarray(0, 1000), empty: '', text: 'text,label\n' });
    for (const name of ['half', 'empty', 'text']) {
      await expect(read(join(folder, name), ['text'])).rejects.toThrow(FormatError);
      await expect(read(join(folder, name), ['text'])).rejects.toThrow(
        `${name}: not a Parquet file, or not all of one`,
      );
    }
    const broken = Buffer.from(bytes).fill(0xff, 8, 200);
    const path = join(temporaryFolder({ broken }), 'broken');
    await expect(read(path, ['text'])).rejects.toThrow(FormatError);
  });
});

it('a policy is one of two', () => {
  expect(() => new BadRows('ignore' as BadRowPolicy)).toThrow(ConfigError);
  expect(() => new BadRows('ignore' as BadRowPolicy)).toThrow("onBadRow is 'ignore', expected 'error' or 'skip'");
});
