import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, FormatError, InputError } from '@bertsmith/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedPath } from '../../test/shared-path.js';
import type { Corpus, Document } from './corpus.js';
import { type PlainTextOptions, readPlainText } from './read-plain-text.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plain-text-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function listDocuments(corpus: Corpus): Promise<Document[]> {
  const documents: Document[] = [];
  for await (const document of corpus) documents.push(document);
  return documents;
}

async function read(content: string, options: PlainTextOptions): Promise<Document[]> {
  return listDocuments(readPlainText(await file('one.txt', content), options));
}

describe('the layouts of plain text', () => {
  const text = '\ufeffFirst line,\r\nand its end.\r\n\r\n \r\nSecond.';

  it('blocks: a file is a document, and a paragraph ends at a blank line', async () => {
    expect(await read(text, {})).toEqual([{ paragraphs: ['First line, and its end.', 'Second.'] }]);
  });

  it('lines: each line is a paragraph', async () => {
    expect(await read(text, { layout: 'lines' })).toEqual([{ paragraphs: ['First line,', 'and its end.', 'Second.'] }]);
  });

  it('documents: a document ends at a blank line', async () => {
    const documents = [{ paragraphs: ['First line,', 'and its end.'] }, { paragraphs: ['Second.'] }];
    expect(await read(text, { layout: 'documents' })).toEqual(documents);
  });

  it('wikitext: a document begins at a title; other headings go, and joins are undone', async () => {
    const wiki =
      ' \n = A = B = \n \n A well @-@ known 1 @,@ 000 . \n = = Section = = \n \n More . \n = Second = \n \n Text . \n';
    expect(await read(wiki, { layout: 'wikitext' })).toEqual([
      { title: 'A = B', paragraphs: ['A well-known 1,000 .', 'More .'] },
      { title: 'Second', paragraphs: ['Text .'] },
    ]);
  });

  it('are no others', () => {
    expect(() => readPlainText('a', { layout: 'pages' as 'lines' })).toThrow(ConfigError);
    expect(() => readPlainText('a', { layout: 'pages' as 'lines' })).toThrow(
      /expected blocks, lines, documents, wikitext/,
    );
  });
});

describe('a folder of texts', () => {
  it('is read file by file in the order of the paths, again and again, and counted', async () => {
    const books = join(folder, 'books');
    await file('books/b/2.txt', 'two');
    await file('books/a.txt', 'one\n\nand a half');
    await file('books/c.txt', ' \n');
    await file('books/.hidden', 'no');
    await file('books/notes.md', 'no');
    const corpus = readPlainText(books, { endings: ['.txt'] });
    const expected = [{ paragraphs: ['one', 'and a half'] }, { paragraphs: ['two'] }];
    expect(await listDocuments(corpus)).toEqual(expected);
    expect(await listDocuments(corpus)).toEqual(expected);
    expect(corpus.counts).toEqual({ documents: 2, paragraphs: 3, leftOut: { 'empty file': 1 } });
    expect(corpus.source).toBe(books);
  });

  it('unpacks what is packed', async () => {
    const path = new URL('../../test/fixtures/numbered-lines.bz2', import.meta.url).pathname;
    const [document] = await listDocuments(readPlainText(path, { layout: 'lines' }));
    expect(document?.paragraphs).toHaveLength(30_001);
  });

  it('says that it is empty, has no text, or no such files', async () => {
    await mkdir(join(folder, 'empty'));
    await expect(listDocuments(readPlainText(join(folder, 'empty')))).rejects.toThrow(
      /the folder '.*empty' has no files/,
    );
    const blank = readPlainText(await file('blank/a.txt', '\n\n'));
    await expect(listDocuments(blank)).rejects.toThrow(InputError);
    await expect(listDocuments(blank)).rejects.toThrow(/there is no text in '.*a\.txt'/);
    const other = readPlainText(join(folder, 'blank'), { endings: ['.csv'] });
    await expect(listDocuments(other)).rejects.toThrow(/no files that end in \.csv/);
  });

  it('says that it is not there, or cannot be read', async () => {
    await expect(listDocuments(readPlainText(join(folder, 'nowhere')))).rejects.toThrow(
      /cannot read '.*nowhere': it does not exist/,
    );
    const loop = join(folder, 'loop');
    await symlink(loop, loop);
    await expect(listDocuments(readPlainText(loop))).rejects.toThrow(/cannot read '.*loop': ELOOP/);
  });

  // Permissions do not bind root.
  it.skipIf(process.getuid?.() === 0)('says that permission is denied', async () => {
    const locked = join(folder, 'locked');
    await mkdir(locked, { mode: 0o000 });
    try {
      await expect(listDocuments(readPlainText(locked))).rejects.toThrow(/cannot read '.*locked': permission denied/);
    } finally {
      await chmod(locked, 0o700);
    }
  });

  it('stops at broken UTF-8 with file, line and byte, or replaces and counts it', async () => {
    const path = await file('latin1.txt', Buffer.from('one\ncaf\xe9\n', 'latin1'));
    await expect(listDocuments(readPlainText(path))).rejects.toThrow(FormatError);
    await expect(listDocuments(readPlainText(path))).rejects.toThrow(/latin1\.txt:2: byte 7, 0xe9, is no UTF-8/);
    const corpus = readPlainText(path, { onBadUtf8: 'replace' });
    expect(await listDocuments(corpus)).toEqual([{ paragraphs: ['one caf\ufffd'] }]);
    expect(corpus.counts.leftOut).toEqual({ 'replaced characters': 1 });
  });

  it('reads a corpus of 3 lines', async () => {
    const corpus = readPlainText(await file('three.txt', 'One.\nTwo.\nThree.\n'), { layout: 'lines' });
    expect(await listDocuments(corpus)).toEqual([{ paragraphs: ['One.', 'Two.', 'Three.'] }]);
  });
});

const wikitext = sharedPath('data/text/wiki.valid.raw');
const shakespeare = sharedPath('data/text/tinyshakespeare.txt');

describe.skipIf(!existsSync(wikitext))('real files (skipped where ../shared is absent)', () => {
  it('WikiText-2 has 60 articles', async () => {
    const documents = await listDocuments(readPlainText(wikitext, { layout: 'wikitext' }));
    expect(documents).toHaveLength(60);
    expect(documents[0]?.title).toBe('Homarus gammarus');
    expect(documents.every(({ title, paragraphs }) => title !== undefined && paragraphs.length > 0)).toBe(true);
    expect(documents.some(({ paragraphs }) => paragraphs.some((text) => / @-@ |^ ?= /.test(text)))).toBe(false);
  });

  it('the plays have a paragraph for each speech', async () => {
    const [play] = await listDocuments(readPlainText(shakespeare));
    expect(play?.paragraphs[0]).toBe('First Citizen: Before we proceed any further, hear me speak.');
    expect(play?.paragraphs).toHaveLength(7222);
  });
});
