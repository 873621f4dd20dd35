import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, InputError } from '@bertsmith/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedPath } from '../../test/shared-path.js';
import type { Corpus, Document } from '../corpora/corpus.js';
import { readWikipediaDump } from './read-wikipedia-dump.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wikipedia-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HEAD = `<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="de">
  <siteinfo><namespaces>
    <namespace key="0" case="first-letter" />
    <namespace key="6" case="first-letter">Datei</namespace>
  </namespaces></siteinfo>
`;

function page(title: string, text: string, { namespace = 0, more = '' } = {}): string {
  const revision = `<revision><id>1</id><contributor><username>A</username></contributor><text xml:space="preserve">${text}</text></revision>`;
  return `  <page>\n    <title>${title}</title>\n    <ns>${namespace}</ns>${more}\n    ${revision}\n  </page>\n`;
}

const PAGES = [
  page('Cat &amp; dog', "A '''cat''' &amp;amp; a dog.[[Datei:a.jpg|mini|A]]\n\n&lt;ref&gt;x&lt;/ref&gt;Second."),
  page('Felis', '#REDIRECT [[Cat]]', { more: '<redirect title="Cat" />' }),
  page('Feline', '#redirect [[Cat]]'),
  page('Talk:Cat', 'I think so.', { namespace: 1 }),
  page('Cat (disambiguation)', 'A cat may be:'),
  page('Dog', '* one\n{{Disambig}}'),
  page('List of cats', 'Here they are.'),
  page('Empty', '{{infobox}}'),
  page('Bird', 'A bird.'),
];

async function dump(content: string | Uint8Array, name = 'dump.xml'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function listDocuments(corpus: Corpus): Promise<Document[]> {
  const documents: Document[] = [];
  for await (const document of corpus) documents.push(document);
  return documents;
}

describe('readWikipediaDump', () => {
  it('gives articles as paragraphs, and counts what it leaves out', async () => {
    const corpus = readWikipediaDump(await dump(`${HEAD}${PAGES.join('')}</mediawiki>\n`));
    expect(await listDocuments(corpus)).toEqual([
      { title: 'Cat & dog', paragraphs: ['A cat & a dog.', 'Second.'] },
      { title: 'Bird', paragraphs: ['A bird.'] },
    ]);
    expect(corpus.counts).toEqual({
      documents: 2,
      paragraphs: 3,
      leftOut: {
        redirect: 2,
        'other namespace': 1,
        'disambiguation page': 2,
        'list page': 1,
        'too little text': 1,
      },
    });
  });

  it('leaves short articles out when asked to', async () => {
    const corpus = readWikipediaDump(await dump(`${HEAD}${PAGES.join('')}</mediawiki>`), { minimumCharacters: 10 });
    expect((await listDocuments(corpus)).map(({ title }) => title)).toEqual(['Cat & dog']);
    expect(corpus.counts.leftOut['too little text']).toBe(2);
  });

  it('takes the last revision of a page', async () => {
    const twice = page('A', 'Old.').replace('</revision>', '</revision><revision><text>New.</text></revision>');
    expect(await listDocuments(readWikipediaDump(await dump(`${HEAD}${twice}</mediawiki>`)))).toEqual([
      { title: 'A', paragraphs: ['New.'] },
    ]);
  });

  const broken: [string, string | Buffer, RegExp][] = [
    [
      'XML that stops half-way',
      `${HEAD}${PAGES[0]}${PAGES[8]}`.slice(0, -20),
      /dump\.xml:\d+:\d+: the XML cannot be read: unclosed tag/,
    ],
    ['no end', `${HEAD}${PAGES[0]}`, /dump\.xml:13:0: .*unclosed tag: mediawiki/],
    ['tags that do not fit', `${HEAD}<page></title>`, /dump\.xml:6:\d+: .*unexpected close tag/],
    ['another kind of XML', '<html><body/></html>', /dump\.xml:1:6: .*begins with <mediawiki>, found <html>/],
    ['plain text', 'Just text.', /dump\.xml:1:\d+: the XML cannot be read/],
    ['broken UTF-8', Buffer.concat([Buffer.from(HEAD), Buffer.of(0xff)]), /dump\.xml:6: byte \d+, 0xff, is no UTF-8/],
  ];

  it.each(broken)('names file and place of a dump with %s', async (_, content, message) => {
    const reading = listDocuments(readWikipediaDump(await dump(content)));
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });

  it('says that there are no articles', async () => {
    const reading = listDocuments(readWikipediaDump(await dump(`${HEAD}${PAGES[1]}</mediawiki>`)));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/the dump '.*dump\.xml' has no articles/);
  });
});

const real = sharedPath('data/text/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2');
const tables = sharedPath('data/text/enwiki-table-markup.xml.bz2');

describe.skipIf(!existsSync(real))('real dumps (skipped where ../shared is absent)', () => {
  it('has 206 pages, each of which is given or counted', async () => {
    const corpus = readWikipediaDump(real);
    const documents = await listDocuments(corpus);
    const { leftOut } = corpus.counts;
    const total = Object.values(leftOut).reduce((sum, count) => sum + count, documents.length);
    expect(total).toBe(206);
    // 205 pages are in namespace 0, and 100 of all are redirects, one of them in the other namespace.
    expect(leftOut).toEqual({ redirect: 99, 'other namespace': 1, 'list page': 2, 'disambiguation page': 8 });
    expect(documents[0]?.title).toBe('Anarchism');
    expect(documents[0]?.paragraphs[0]).toMatch(
      /^Anarchism is a political philosophy that advocates self-governed societies/,
    );
    const text = documents.flatMap(({ paragraphs }) => paragraphs).join('\n');
    expect(text).not.toMatch(/\{\{|\}\}|\[\[|\]\]|<ref|<br|&nbsp;|'''/);
  });

  it('leaves no table behind', async () => {
    const documents = await listDocuments(readWikipediaDump(tables));
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.flatMap(({ paragraphs }) => paragraphs).join('\n')).not.toMatch(/\{\||\|\}|\|-|colspan|rowspan/);
  });

  it('says where a truncated dump ends', async () => {
    const path = await dump((await readFile(real)).subarray(0, 1_000_000), 'short.xml.bz2');
    let documents = 0;
    const reading = (async () => {
      for await (const _ of readWikipediaDump(path)) documents++;
    })();
    await expect(reading).rejects.toThrow(/short\.xml\.bz2', byte 1000000: the file ends in the middle/);
    expect(documents).toBeGreaterThan(10);
  });
});
