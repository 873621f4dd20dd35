import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHub } from '../../test/hub-fixture.js';
import { MODEL, WEIGHTS } from '../../test/hub-model.js';
import type { DownloadProgress } from '../hub.js';

const fixture = useHub();
const SHA256 = createHash('sha256').update(WEIGHTS).digest('hex');

async function expectWeights(directory: string): Promise<void> {
  expect(WEIGHTS.equals(await readFile(join(directory, 'model.safetensors')))).toBe(true);
  expect((await listBlobs()).filter((name) => name.includes('incomplete'))).toEqual([]);
}

function blobs(): string {
  return join(fixture.cacheDirectory, 'models--org--model', 'blobs');
}

async function listBlobs(): Promise<string[]> {
  return await readdir(blobs());
}

/** What was asked of the store: from which byte on. */
function rangesAsked(): (string | undefined)[] {
  return fixture.hub.requests.filter(({ server }) => server === 'store').map(({ headers }) => headers.range);
}

describe('a connection that is cut', () => {
  it('twice goes on from where it was', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'store', path: SHA256, times: 1, cutAfterBytes: 1_000_000 });
    fixture.hub.fail({ server: 'store', path: SHA256, times: 1, cutAfterBytes: 500_000 });
    const told: DownloadProgress[] = [];
    const { directory } = await fixture.download({ onProgress: (progress) => told.push(progress) });
    await expectWeights(directory);
    const starts = rangesAsked().map((range) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(starts).toHaveLength(3);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1]!);
    expect(starts[2]).toBeLessThanOrEqual(1_500_000);
    expect(told.every(({ loadedBytes, totalBytes }) => loadedBytes <= totalBytes)).toBe(true);
  });

  it('again and again ends the download, and the next one goes on', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'store', path: SHA256, cutAfterBytes: 200_000 });
    await expect(fixture.download()).rejects.toMatchObject({ code: 'ERR_INPUT', message: /what has arrived is kept$/ });
    expect(rangesAsked()).toHaveLength(5);
    expect(await listBlobs()).toContainEqual(expect.stringMatching(`^${SHA256}\\.free-[0-9a-f]{8}\\.incomplete$`));
    fixture.hub.recover();
    const told: DownloadProgress[] = [];
    const { directory } = await fixture.download({ onProgress: (progress) => told.push(progress) });
    await expectWeights(directory);
    expect(told[0]).toMatchObject({ file: 'model.safetensors', totalBytes: WEIGHTS.length });
    expect(told[0]?.loadedBytes).toBeGreaterThan(0);
    expect(rangesAsked().at(-1)).toBe(`bytes=${told[0]?.loadedBytes}-`);
  });

  it('and a server that knows no ranges', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'store', path: SHA256, times: 1, cutAfterBytes: 1_000_000 });
    fixture.hub.fail({ server: 'store', path: SHA256, times: 1, ignoreRange: true });
    await expectWeights((await fixture.download()).directory);
    expect(rangesAsked()).toHaveLength(2);
  });

  it('while a listing comes', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({
      server: 'hub',
      path: '/tree/',
      times: 1,
      status: 200,
      headers: { 'content-length': '99', connection: 'close' },
      content: new Uint8Array(5),
    });
    await expectWeights((await fixture.download()).directory);
  });
});

describe('a hub that is busy', () => {
  it('is asked again after the time it wants', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'hub', path: '/api/models', times: 1, status: 429, headers: { 'retry-after': '1' } });
    fixture.hub.fail({ server: 'hub', path: '/resolve/', times: 2, status: 503 });
    const start = performance.now();
    await expectWeights((await fixture.download()).directory);
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  it('is not waited for too long', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'hub', path: '/resolve/', status: 429, headers: { 'retry-after': '300' } });
    await expect(fixture.download()).rejects.toThrow(
      /too many requests \(429\), and asks to wait \(Retry-After: 300\); a token \(HF_TOKEN\) raises the limit/,
    );
  });

  it('gives a new link when the one to the store has expired', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'store', path: SHA256, times: 1, status: 403 });
    await expectWeights((await fixture.download()).directory);
  });
});

describe('a file that is not the one listed', () => {
  const OTHER = Buffer.from(WEIGHTS.map((byte) => byte ^ 1));

  it('is refused and removed', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'store', path: SHA256, content: OTHER });
    await expect(fixture.download()).rejects.toMatchObject({
      code: 'ERR_FORMAT',
      message: /^model\.safetensors of org\/model: what arrived has not the sha256 checksum that the hub lists/,
      details: { expected: SHA256 },
    });
    expect((await listBlobs()).filter((name) => name.startsWith(SHA256))).toEqual([]);
    await expect(fixture.download({ offline: true })).rejects.toThrow(/has no revision 'main'/);
    fixture.hub.recover();
    await expectWeights((await fixture.download()).directory);
  });

  it('is refused when it is small and lies in git', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({
      server: 'hub',
      path: '/api/resolve-cache/models/org/model',
      content: Buffer.from('{"model_type": "bart"}'),
    });
    await expect(fixture.download()).rejects.toThrow(/config\.json .*git-sha1/);
  });

  it('is refused when it is longer, before it fills the disk', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'store', path: SHA256, content: Buffer.concat([WEIGHTS, WEIGHTS]) });
    await expect(fixture.download()).rejects.toMatchObject({
      code: 'ERR_FORMAT',
      message: /more than the 3000000 bytes/,
    });
    expect((await listBlobs()).filter((name) => name.startsWith(SHA256))).toEqual([]);
  });

  it.each([1_000_000, WEIGHTS.length, WEIGHTS.length + 5])(
    'and was left by an earlier download: %i bytes',
    async (size) => {
      fixture.hub.publish('org/model', MODEL);
      await mkdir(blobs(), { recursive: true });
      await writeFile(join(blobs(), `${SHA256}.free-01234567.incomplete`), Buffer.alloc(size));
      await expectWeights((await fixture.download()).directory);
    },
  );
});

it('a signal ends the download, and what has arrived is kept', async () => {
  fixture.hub.publish('org/model', MODEL);
  fixture.hub.fail({ server: 'store', path: SHA256, stallAfterBytes: 1_000_000 });
  const controller = new AbortController();
  const onProgress = ({ file, loadedBytes }: DownloadProgress) => {
    if (file === 'model.safetensors' && loadedBytes > 500_000) controller.abort(new Error('enough'));
  };
  await expect(fixture.download({ signal: controller.signal, onProgress })).rejects.toThrow('enough');
  expect(await listBlobs()).toContainEqual(expect.stringMatching(/\.free-/));
  fixture.hub.recover();
  await expectWeights((await fixture.download()).directory);
  expect(rangesAsked().at(-1)).toMatch(/^bytes=\d{6,}-$/);
});

it('two downloads at once, each into a file of its own', async () => {
  fixture.hub.publish('org/model', MODEL);
  fixture.hub.fail({ server: 'store', path: SHA256, pauseMs: 2 });
  const [first, second] = await Promise.all([fixture.download(), fixture.download()]);
  expect(second).toEqual(first);
  await expectWeights(first.directory);
});

it('a cache that cannot be written', async () => {
  fixture.hub.publish('org/model', MODEL);
  const cacheDirectory = join(fixture.cacheDirectory, 'file');
  await writeFile(cacheDirectory, '');
  await expect(fixture.download({ cacheDirectory })).rejects.toMatchObject({
    code: 'ERR_OUTPUT',
    message: /a part of the path is a file/,
  });
});
