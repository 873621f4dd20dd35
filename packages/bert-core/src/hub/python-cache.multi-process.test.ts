import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useHub } from '../../test/hub-fixture.js';
import { MODEL } from '../../test/hub-model.js';

const python = process.env.BERTSMITH_PYTHON;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with huggingface_hub';
const SCRIPT = fileURLToPath(new URL('../../test/hub-python.py', import.meta.url));

const fixture = useHub();

/** @returns the directory that Python's client gives, and how many faults it finds in the cache */
async function askPython(what: 'find' | 'download'): Promise<[directory: string, faults: number]> {
  const settings = { HF_ENDPOINT: fixture.hub.endpoint, HF_HUB_CACHE: fixture.cacheDirectory, HF_HUB_DISABLE_XET: '1' };
  const { stdout } = await promisify(execFile)(python ?? '', [SCRIPT, what], { env: { ...process.env, ...settings } });
  const [directory = '', faults] = stdout.trim().split('\n');
  return [directory, Number(faults)];
}

describe.skipIf(!python)(`Python's client (${python ? 'found' : reason})`, () => {
  it('finds what was downloaded here', async () => {
    fixture.hub.publish('org/model', MODEL);
    const { directory } = await fixture.download();
    expect(await askPython('find')).toEqual([directory, 0]);
  });

  it('downloads what is found here, without downloading it again', async () => {
    fixture.hub.publish('org/model', MODEL);
    const [directory] = await askPython('download');
    fixture.hub.requests.length = 0;
    expect((await fixture.download()).directory).toBe(directory);
    expect(fixture.hub.requests.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
    expect((await fixture.download({ offline: true })).directory).toBe(directory);
  });
});
