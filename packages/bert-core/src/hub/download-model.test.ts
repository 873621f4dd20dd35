import { mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useHub } from '../../test/hub-fixture.js';
import { MODEL, WANTED, WEIGHTS } from '../../test/hub-model.js';
import { type DownloadProgress, downloadModel } from '../hub.js';
import { LocalHub } from '../hub-testing.js';

const fixture = useHub();

afterEach(() => vi.unstubAllEnvs());

function requestsFor(part: string): number {
  return fixture.hub.requests.filter(({ path }) => path.includes(part)).length;
}

/** Where nobody listens any more. */
async function unusedEndpoint(): Promise<string> {
  const hub = await LocalHub.start();
  const { endpoint } = hub;
  await hub.close();
  return endpoint;
}

describe('a download', () => {
  it('brings what a model here needs, and no other format', async () => {
    const commit = fixture.hub.publish('org/model', MODEL);
    const snapshot = await fixture.download();
    expect(snapshot).toMatchObject({ repository: 'org/model', revision: 'main', commit, files: WANTED, warnings: [] });
    expect((await readdir(snapshot.directory)).sort()).toEqual([...WANTED].sort());
    expect(WEIGHTS.equals(await readFile(join(snapshot.directory, 'model.safetensors')))).toBe(true);
    const sizes = WANTED.map((path) => Buffer.from(MODEL[path] ?? '').length);
    expect(snapshot.bytes).toBe(sizes.reduce((sum, size) => sum + size));
  });

  it("lays the cache out as Python's client does", async () => {
    const commit = fixture.hub.publish('org/model', MODEL);
    const { directory } = await fixture.download();
    const folder = join(fixture.cacheDirectory, 'models--org--model');
    expect(directory).toBe(join(folder, 'snapshots', commit));
    expect(await readFile(join(folder, 'refs', 'main'), 'utf8')).toBe(commit);
    expect(await readlink(join(directory, 'vocab.txt'))).toBe('../../blobs/9b63652e4599b6f141f83f77374ca035004e0c8f');
  });

  it('asks only for the listing the second time', async () => {
    fixture.hub.publish('org/model', MODEL);
    const first = await fixture.download();
    expect(requestsFor('/resolve/')).toBe(WANTED.length);
    expect(await fixture.download()).toEqual(first);
    expect(requestsFor('/resolve/')).toBe(WANTED.length);
  });

  it('brings only what a new commit changed', async () => {
    fixture.hub.publish('org/model', MODEL);
    const first = await fixture.download();
    const commit = fixture.hub.publish('org/model', { ...MODEL, 'vocab.txt': '[PAD]\n' });
    const second = await fixture.download();
    expect(second.commit).toBe(commit);
    expect(requestsFor('/resolve/')).toBe(WANTED.length + 1);
    expect(await readFile(join(second.directory, 'vocab.txt'), 'utf8')).toBe('[PAD]\n');
    expect(await readFile(join(first.directory, 'vocab.txt'), 'utf8')).toBe('[PAD]\n[UNK]\n');
  });

  it('takes branches, pull requests and commits', async () => {
    const main = fixture.hub.publish('org/model', MODEL);
    const other = fixture.hub.publish('org/model', { ...MODEL, 'vocab.txt': '' }, { revision: 'refs/pr/1' });
    expect((await fixture.download({ revision: 'refs/pr/1' })).commit).toBe(other);
    expect((await fixture.download({ revision: main })).commit).toBe(main);
    const folder = join(fixture.cacheDirectory, 'models--org--model');
    expect(await readdir(join(folder, 'refs'))).toEqual(['refs']);
    expect(await readFile(join(folder, 'refs', 'refs', 'pr', '1'), 'utf8')).toBe(other);
  });

  it('brings the shards that an index names', async () => {
    const index = { weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' } };
    const shards = { 'model-00001-of-00002.safetensors': 'one', 'model-00002-of-00002.safetensors': 'two' };
    const files = { 'config.json': '{}', 'model.safetensors.index.json': JSON.stringify(index), ...shards };
    fixture.hub.publish('org/model', { ...files, 'model-of-another-kind.safetensors': 'no', 'vocab.txt': '' });
    const snapshot = await fixture.download();
    expect(snapshot.files.slice(-3)).toEqual(['model.safetensors.index.json', ...Object.keys(shards)]);
    await rm(join(snapshot.directory, 'model-00002-of-00002.safetensors'));
    await expect(fixture.download({ offline: true })).rejects.toThrow(/lacks model-00002-of-00002\.safetensors: /);
    fixture.hub.publish('org/model', { ...files, 'model-00002-of-00002.safetensors': '' });
    expect((await fixture.download()).files).toEqual([
      'config.json',
      'model.safetensors.index.json',
      ...Object.keys(shards),
    ]);
    const { 'model-00001-of-00002.safetensors': _, ...incomplete } = files;
    fixture.hub.publish('org/model', incomplete);
    await expect(fixture.download()).rejects.toThrow(/has no model-00001-of-00002\.safetensors/);
  });

  it('takes pytorch_model.bin where there is nothing else, and how a sentence model pools', async () => {
    const files = { 'config.json': '{}', 'pytorch_model.bin': 'pickle', 'modules.json': '[]' };
    fixture.hub.publish('org/model', { ...files, '1_Pooling/config.json': '{}', '2_Dense/config.json': '{}' });
    const { files: downloaded, warnings } = await fixture.download();
    expect(downloaded).toEqual(['config.json', 'modules.json', '1_Pooling/config.json', 'pytorch_model.bin']);
    expect(warnings).toEqual(['org/model has no tokenizer.json and no vocab.txt: it comes without a tokenizer']);
  });

  it('tells how far each file is', async () => {
    fixture.hub.publish('org/model', MODEL);
    const told: DownloadProgress[] = [];
    await fixture.download({ onProgress: (progress) => told.push(progress) });
    expect([...new Set(told.map(({ file }) => file))]).toEqual(WANTED);
    const weights = told.filter(({ file }) => file === 'model.safetensors');
    expect(weights.length).toBeGreaterThan(2);
    expect(weights.at(-1)).toEqual({
      file: 'model.safetensors',
      loadedBytes: WEIGHTS.length,
      totalBytes: WEIGHTS.length,
    });
    expect(weights.every(({ loadedBytes }, at) => at === 0 || loadedBytes > weights[at - 1]!.loadedBytes)).toBe(true);
  });
});

describe('the environment', () => {
  it("of Hugging Face's clients says where, as whom, and into which cache", async () => {
    fixture.hub.publish('org/model', MODEL, { privateToken: 'hf_mine' });
    vi.stubEnv('HF_ENDPOINT', `${fixture.hub.endpoint}/`);
    vi.stubEnv('HF_HOME', fixture.cacheDirectory);
    vi.stubEnv('HF_HUB_CACHE', undefined);
    vi.stubEnv('HF_HUB_OFFLINE', undefined);
    vi.stubEnv('HF_TOKEN', 'hf_mine');
    const directory = await downloadModel('org/model');
    expect(directory.startsWith(join(fixture.cacheDirectory, 'hub', 'models--org--model'))).toBe(true);
    vi.stubEnv('HF_TOKEN', undefined);
    await writeFile(join(fixture.cacheDirectory, 'token'), 'hf_mine\n');
    vi.stubEnv('HF_HUB_CACHE', join(fixture.cacheDirectory, 'other'));
    expect(await downloadModel('org/model')).toContain(join(fixture.cacheDirectory, 'other'));
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    expect(await downloadModel('org/model')).toContain(join(fixture.cacheDirectory, 'other'));
  });

  it('with an endpoint that is none', async () => {
    await expect(fixture.download({ endpoint: 'hub.example' })).rejects.toThrow(/HF_ENDPOINT is 'hub.example'/);
  });
});

it('the token goes to the hub, and never to the store that it redirects to', async () => {
  fixture.hub.publish('org/model', MODEL, { privateToken: 'hf_mine' });
  await fixture.download({ token: 'hf_mine' });
  const { requests } = fixture.hub;
  const withToken = (server: string) =>
    requests.filter((each) => each.server === server).map(({ headers }) => headers.authorization);
  expect(new Set(withToken('hub'))).toEqual(new Set(['Bearer hf_mine']));
  expect(withToken('store')).toEqual([undefined]);
});

describe('offline', () => {
  it('the cache is used, without a request', async () => {
    fixture.hub.publish('org/model', MODEL);
    const online = await fixture.download();
    fixture.hub.requests.length = 0;
    const offline = await fixture.download({ offline: true });
    expect({ ...offline, files: [...offline.files].sort() }).toEqual({ ...online, files: [...online.files].sort() });
    expect(fixture.hub.requests).toEqual([]);
  });

  it('and without HF_HUB_OFFLINE the cache is used as well, with a warning', async () => {
    fixture.hub.publish('org/model', MODEL);
    const { directory } = await fixture.download();
    const unreachable = await fixture.download({ endpoint: await unusedEndpoint() });
    expect(unreachable.directory).toBe(directory);
    expect(unreachable.warnings).toEqual([
      expect.stringMatching(
        /^http\S+ cannot be reached \(connect ECONNREFUSED 127\.0\.0\.1:\d+\): using the files in the cache$/,
      ),
    ]);
    fixture.hub.fail({ server: 'hub', path: '/api/', status: 503 });
    expect((await fixture.download()).warnings[0]).toMatch(/the hub answers with status 503/);
  });

  it('what Python left is used: a snapshot of files instead of links, and no tokenizer', async () => {
    const commit = 'a'.repeat(40);
    const directory = join(fixture.cacheDirectory, 'models--org--model', 'snapshots', commit);
    await mkdir(directory, { recursive: true });
    for (const name of ['config.json', 'model.safetensors']) await writeFile(join(directory, name), 'text');
    const snapshot = await fixture.download({ offline: true, revision: commit });
    expect(snapshot).toMatchObject({
      directory,
      bytes: 8,
      warnings: [`${directory} has no tokenizer.json and no vocab.txt`],
    });
  });

  it('what is missing is named', async () => {
    await expect(fixture.download({ offline: true })).rejects.toMatchObject({
      code: 'ERR_INPUT',
      message: `cannot load org/model: HF_HUB_OFFLINE is set, and the cache ${fixture.cacheDirectory} has no revision 'main' of it: connect to the network and unset HF_HUB_OFFLINE to download it`,
    });
    fixture.hub.publish('org/model', MODEL);
    const { directory } = await fixture.download();
    await rm(join(directory, 'config.json'));
    await rm(join(directory, 'model.safetensors'));
    await symlink('../../blobs/gone', join(directory, 'model.safetensors'));
    await expect(fixture.download({ endpoint: await unusedEndpoint() })).rejects.toThrow(
      /cannot be reached .*, and .* lacks config\.json, model\.safetensors or .*: connect to the network and try again/,
    );
  });

  it('a commit that was not downloaded to its end does not hide the one before', async () => {
    const commit = fixture.hub.publish('org/model', MODEL);
    await fixture.download();
    fixture.hub.publish('org/model', { ...MODEL, 'model.safetensors': 'other', 'vocab.txt': 'other' });
    fixture.hub.fail({ server: 'store', path: '/', status: 500 });
    await expect(fixture.download()).rejects.toThrow(/status 500/);
    expect((await fixture.download({ offline: true })).commit).toBe(commit);
  });
});
