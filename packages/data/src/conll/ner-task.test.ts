import { join } from 'node:path';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { BadRows } from '../rows/bad-rows.js';
import { findTask } from '../tasks/built-in-tasks.js';
import { createNerTask } from './ner-task.js';
import { type ConllFormat, readConll } from './read-conll.js';

const LONDON = 'Anna\tB-PER\nLee\tI-PER\nleft\tO\nLondon\tB-LOC\n';
const NOBODY = 'It\tO\nrained\tO\n';

function read(content: string | Uint8Array, format: ConllFormat = {}, badRows = new BadRows()) {
  const folder = temporaryFolder({ 'a.conll': content });
  return readConll({ ...format, path: join(folder, 'a.conll'), badRows });
}

describe('readConll', () => {
  it('takes tabs or spaces, either line ending, several empty lines, marks of documents, and four columns', async () => {
    const columns = '-DOCSTART- -X- -X- O\r\n\r\nU.N. NNP I-NP I-ORG\r\nofficial  NN I-NP O \r\n\t\n\nRain NN I-NP O';
    expect(await read(columns, { scheme: 'IOB1' })).toEqual([
      { words: ['U.N.', 'official'], tags: ['I-ORG', 'O'] },
      { words: ['Rain'], tags: ['O'] },
    ]);
    expect(await read('New York\tB-LOC\n')).toEqual([{ words: ['New York'], tags: ['B-LOC'] }]);
  });

  it('takes other columns, and comments when it is told of them', async () => {
    const content = '# text = #1\nO Anna\nB-PER #1\n';
    const format = { wordColumn: 2, tagColumn: 1, comments: '# ' };
    expect(await read(content, format)).toEqual([{ words: ['Anna', '#1'], tags: ['O', 'B-PER'] }]);
    expect(await read('# O\n')).toEqual([{ words: ['#'], tags: ['O'] }]);
  });

  const bad: [string, string | Uint8Array, string][] = [
    ['another number of columns', `${NOBODY}\nAnna\tB-PER\tx\n`, 'a.conll:4: expected 2 columns, found 3'],
    ['a word without a tag', `${NOBODY}\nAnna\n`, 'a.conll:4: expected 2 columns, found 1'],
    ['a tag without a word', `${NOBODY}\n\tO\nx\tO\n`, 'a.conll:4: there is no word'],
    ['an illegal tag', `${NOBODY}\nx\tO\nAnna\tI-PER\n`, 'a.conll:5: the tag "I-PER" after "O" is not IOB2'],
    ['an unknown tag', `${NOBODY}\nAnna\tPER\n`, 'a.conll:4: the tag is "PER", expected O or one of B-TYPE, I-TYPE'],
    ['broken UTF-8', Buffer.from(`${NOBODY}\nx\tO\nAnn\xe9\tO\n`, 'latin1'), 'a.conll:5: the line is not UTF-8 text'],
  ];

  it.each(bad)('names file and line of a sentence with %s, or leaves it out', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(FormatError);
    await expect(read(content)).rejects.toThrow(message);
    const badRows = new BadRows('skip');
    expect(await read(content, {}, badRows)).toEqual([{ words: ['It', 'rained'], tags: ['O', 'O'] }]);
    const [skipped] = badRows.skipped;
    expect(badRows.skipped).toHaveLength(1);
    expect(`a.conll:${skipped?.line}: ${skipped?.reason}`).toContain(message);
  });

  it('says when there are no such columns', async () => {
    await expect(read('Anna\n')).rejects.toThrow(
      'a.conll:1: expected a word in column 1 and a tag in column 2, found 1',
    );
    await expect(read(LONDON, { tagColumn: 4 })).rejects.toThrow('a tag in column 4, found 2 columns');
  });

  it('reads back what was written', async () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() !== '' && !/[\t\n\r]/.test(text) && !text.startsWith('-DOCSTART-'));
    const sentence = fc.array(fc.record({ word, tag: fc.constantFrom('O', 'B-x', 'B-y') }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), async (rows, end) => {
        const content = rows.map((row) => row.map(({ word: text, tag }) => `${text}\t${tag}${end}`).join('')).join(end);
        expect(await read(content)).toEqual(
          rows.map((row) => ({ words: row.map(({ word: text }) => text), tags: row.map(({ tag }) => tag) })),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('the task ner', () => {
  it('finds the files of CoNLL-2003, and its labels in them', async () => {
    const folder = temporaryFolder({ 'eng.train': LONDON, 'eng.testa': NOBODY, 'eng.testb': 'Oslo\tB-ORG\n' });
    expect(await findTask('ner').load({ path: folder })).toEqual({
      labels: ['O', 'B-LOC', 'B-ORG', 'B-PER', 'I-PER'],
      train: [{ words: ['Anna', 'Lee', 'left', 'London'], tags: [3, 4, 0, 1] }],
      validation: [{ words: ['It', 'rained'], tags: [0, 0] }],
      further: { test: [{ words: ['Oslo'], tags: [2] }] },
      skipped: [],
    });
  });

  it.each([
    ['train.txt', 'valid.txt'],
    ['train.txt', 'dev.txt'],
    ['my-train.conll', 'my-dev.conll'],
    ['wnut17train.conll', 'emerging.dev.conll'],
    ['train.conll', 'test.conll'],
  ])('finds %s and %s', async (train, validation) => {
    const folder = temporaryFolder({ [train]: LONDON, [validation]: NOBODY, 'notes.md': '' });
    const loaded = await findTask('ner').load({ path: folder });
    expect([loaded.train.length, loaded.validation, loaded.further]).toEqual([
      1,
      [{ words: ['It', 'rained'], tags: [0, 0] }],
      undefined,
    ]);
  });

  it('holds a tenth of a single file out', async () => {
    const sentences = Array.from({ length: 30 }, (_, row) => `word${row}\tO\nAnna\tB-PER\n`).join('\n');
    const folder = temporaryFolder({ 'all.conll': sentences });
    const { train, validation } = await findTask('ner').load({ path: join(folder, 'all.conll') });
    expect([train.length, validation.length]).toEqual([27, 3]);
  });

  it('gives IOB1 as IOB2, and other schemes as they are', async () => {
    const folder = temporaryFolder({
      'train.txt': 'Anna I-PER\nBob B-PER\n',
      'dev.txt': 'It O\n',
      'b.conll': 'Anna S-PER\n',
    });
    const iob1 = await findTask('ner,scheme=IOB1').load({ path: folder });
    expect([iob1.labels, iob1.train]).toEqual([['O', 'B-PER'], [{ words: ['Anna', 'Bob'], tags: [1, 1] }]]);
    const bioes = findTask(`ner:${join(folder, 'b.conll')},scheme=iobes,validation=${join(folder, 'b.conll')}`);
    expect((await bioes.load()).labels).toEqual(['O', 'S-PER']);
  });

  it('says what is missing, ambiguous or too little', async () => {
    const load = (files: Record<string, string>) => findTask('ner').load({ path: temporaryFolder(files) });
    await expect(findTask('ner').load()).rejects.toThrow('ner: no data is given; give the path of a file or folder');
    await expect(load({ 'notes.md': '' })).rejects.toThrow(
      /ner: expected wnut17train\.conll, eng\.train, .*, found notes\.md/,
    );
    await expect(load({ 'a-train.conll': '', 'b-train.conll': '' })).rejects.toThrow(
      /2 files .* could be the same part: a-train/,
    );
    await expect(load({ 'train.txt': NOBODY, 'dev.txt': NOBODY })).rejects.toThrow(
      /train\.txt: all words have the tag O/,
    );
    await expect(load({ 'train.txt': '\n', 'dev.txt': NOBODY })).rejects.toThrow(/train\.txt: the file has no rows/);
    await expect(load({ 'train.txt': LONDON })).rejects.toThrow(/train\.txt: 1 rows are too few to hold/);
    await expect(createNerTask('mine', { path: '/nowhere' }).load()).rejects.toThrow("mine: there is no '/nowhere'");
  });

  it.each([
    ['ner,scheme=IBO', "there is no scheme 'IBO'; known are: IOB2, IOB1, BIOES, BILOU, BIO, IOBES"],
    ['ner,tag-column=0', "tag-column is '0', expected a whole number from 1"],
    ['ner,shceme=IOB1', "there is no setting 'shceme'; known are: validation, scheme, .*; did you mean 'scheme'"],
  ])('refuses %s', (name, message) => {
    expect(() => findTask(name)).toThrow(ConfigError);
    expect(() => findTask(name)).toThrow(new RegExp(message));
  });
});
