import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalHub } from '@bertsmith/bert-core/hub-testing';
import { serializeSafetensors, zeros } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FinishedProcess, type ProcessSettings, runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
const PROGRAM = fileURLToPath(new URL('../bin/bertsmith.js', import.meta.url));
const WEIGHTS = Buffer.concat([...serializeSafetensors([['weight', zeros('float32', [10, 100])]])]);
const MODEL = { 'config.json': '{"model_type": "bert"}', 'vocab.txt': '[PAD]\n', 'model.safetensors': WEIGHTS };
const LARGE = randomBytes(8_000_000);
const LARGE_MODEL = { ...MODEL, 'model.safetensors': LARGE };

let hub: LocalHub;
let home: string;

beforeEach(async () => {
  hub = await LocalHub.start();
  home = mkdtempSync(join(tmpdir(), 'bertsmith-download-'));
});

afterEach(async () => {
  await hub.close();
  rmSync(home, { recursive: true });
});

function environment(): Record<string, string | undefined> {
  const unset = { HF_HUB_CACHE: undefined, HF_HUB_OFFLINE: undefined, HF_TOKEN: undefined };
  return { ...unset, HF_ENDPOINT: hub.endpoint, HF_HOME: home };
}

async function download(args: readonly string[] = [], settings: ProcessSettings = {}): Promise<FinishedProcess> {
  const all = { ...environment(), ...settings.environment };
  return await runBertsmith(['download', 'org/model', ...args], { ...settings, environment: all });
}

function blobs(): string {
  return join(home, 'hub', 'models--org--model', 'blobs');
}

/** Waits until there is more on the disk than small files have. */
async function weightsBegin(): Promise<void> {
  for (;;) {
    const names = existsSync(blobs()) ? readdirSync(blobs()) : [];
    const partial = names.find((name) => name.endsWith('.incomplete'));
    const found = partial && statSync(join(blobs(), partial), { throwIfNoEntry: false });
    if (found && found.size > 1_000_000) return;
    await wait(10);
  }
}

function rangesAsked(): (string | undefined)[] {
  return hub.requests.filter(({ server }) => server === 'store').map(({ headers }) => headers.range);
}

describe('bertsmith download', { timeout: TIMEOUT_MS }, () => {
  it('prints the directory, and its progress on standard error', async () => {
    const commit = hub.publish('org/model', MODEL);
    const directory = join(home, 'hub', 'models--org--model', 'snapshots', commit);
    const { status, stdout, stderr } = await download();
    expect([status, stdout], stderr).toEqual([0, `${directory}\n`]);
    expect(stderr.split('\n')).toEqual(['config.json: 22 B', 'vocab.txt: 6 B', 'model.safetensors: 4.1 kB', '']);
    const again = await download(['--revision', 'main', '--json']);
    expect(again.stderr).toBe('');
    expect(JSON.parse(again.stdout)).toEqual({
      ...{ repository: 'org/model', revision: 'main', commit, directory },
      files: Object.keys(MODEL),
      bytes: 22 + 6 + WEIGHTS.length,
    });
    const inspected = await runBertsmith(['inspect', directory]);
    expect(inspected.stdout).toMatch(
      /^modelType {2}bert\n\nname +dtype .*\nweight +float32 +\[10, 100\] +1,000 +4,000\n/,
    );
  });

  it('goes on after it was killed', async () => {
    hub.publish('org/model', LARGE_MODEL);
    hub.fail({ server: 'store', path: '/', times: 1, stallAfterBytes: 5_000_000 });
    const power = new AbortController();
    const killed = download([], { killedBy: power.signal });
    await weightsBegin();
    power.abort();
    expect((await killed).signal).toBe('SIGKILL');
    const { status, stdout, stderr } = await download();
    expect(status, stderr).toBe(0);
    expect(LARGE.equals(readFileSync(join(stdout.trim(), 'model.safetensors')))).toBe(true);
    expect(rangesAsked()).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(readdirSync(blobs()).filter((name) => name.includes('incomplete'))).toEqual([]);
  });

  it('goes on after Ctrl-C', async () => {
    hub.publish('org/model', LARGE_MODEL);
    hub.fail({ server: 'store', path: '/', times: 1, stallAfterBytes: 5_000_000 });
    const stopped = await download([], {
      onStderr: (stderr, interrupt) => void (stderr.endsWith('vocab.txt: 6 B\n') && weightsBegin().then(interrupt)),
    });
    expect([stopped.status, stopped.stdout]).toEqual([130, '']);
    expect(stopped.stderr).toMatch(/stopping; the same command goes on from here\n$/);
    const { status, stderr } = await download();
    expect(status, stderr).toBe(0);
    expect(rangesAsked().at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('twice at once, into the same cache', async () => {
    hub.publish('org/model', LARGE_MODEL);
    hub.fail({ server: 'store', path: '/', pauseMs: 5 });
    const both = await Promise.all([download(), download()]);
    for (const { status, stdout, stderr } of both) {
      expect(status, stderr).toBe(0);
      expect(LARGE.equals(readFileSync(join(stdout.trim(), 'model.safetensors')))).toBe(true);
    }
    expect(readdirSync(blobs())).toHaveLength(3);
  });

  it('uses the cache when there is no hub', async () => {
    hub.publish('org/model', MODEL);
    const { stdout } = await download();
    const offline = await download([], { environment: { HF_HUB_OFFLINE: '1' } });
    expect(offline).toMatchObject({ status: 0, stdout, stderr: '' });
    await hub.close();
    const alone = await download();
    expect(alone).toMatchObject({ status: 0, stdout });
    expect(alone.stderr).toMatch(
      /^warning: http:\S+ cannot be reached \(.*ECONNREFUSED.*\): using the files in the cache\n$/,
    );
  });
});

describe('what cannot be downloaded is one line on standard error', { timeout: TIMEOUT_MS }, () => {
  const cases: [string, string[], Record<string, string>, RegExp][] = [
    ['no such model', ['org/modle'], {}, /there is no such model, or it is private: .* HF_TOKEN/],
    ['no such revision', ['org/model', '--revision', 'mian'], {}, /it has no revision 'mian'/],
    ['no such name', ['../model'], {}, /expected OWNER\/NAME/],
    ['a bad token', ['org/model'], { HF_TOKEN: 'secret-of-mine' }, /the hub does not accept the token/],
    ['an empty cache, offline', ['org/model'], { HF_HUB_OFFLINE: '1' }, /has no revision 'main' of it/],
    ['no name at all', [], {}, /missing required argument 'repository'; see 'bertsmith download --help'/],
  ];

  it.each(cases)('%s', async (_, args, settings, message) => {
    hub.publish('org/model', MODEL);
    const all = { ...environment(), ...settings };
    const { status, stdout, stderr } = await runBertsmith(['download', ...args], { environment: all });
    expect([status, stdout], stderr).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('secret-of-mine');
  });

  it.runIf(process.platform === 'linux')('no space, and what has arrived is kept', async () => {
    hub.publish('org/model', LARGE_MODEL);
    const command = `ulimit -f 2000; exec "${process.execPath}" "${PROGRAM}" download org/model`;
    const env = { ...process.env, ...environment() };
    const stderr = await new Promise<string>((resolve) => {
      execFile('sh', ['-c', command], { env }, (_error, _stdout, text) => resolve(text));
    });
    expect(stderr).toMatch(
      /error: cannot write '.*': the file is larger than the file system or the limit of this process/,
    );
    expect(readdirSync(blobs())).toContainEqual(expect.stringMatching(/\.free-.*\.incomplete$/));
    const { status } = await download();
    expect(status).toBe(0);
    expect(rangesAsked().at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
  });
});
