import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { companionNames, readCompanions, removeCompanions } from './companion-files.js';

let folder: string;
let model: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-companions-'));
  model = join(folder, 'model');
  for (const name of ['config.json', '../config.json', '1_Pooling/config.json', '1_Pooling/deeper/config.json']) {
    write(name, name);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): void {
  mkdirSync(dirname(join(model, name)), { recursive: true });
  writeFileSync(join(model, name), content);
}

const modules = (...paths: unknown[]) => write('modules.json', JSON.stringify(paths.map((path) => ({ path }))));

describe('companions of a model', () => {
  it('are none where there is a model alone', async () => {
    expect(await readCompanions(model)).toEqual(new Map());
  });

  it.each(['1_Pooling', '1_Pooling/', './1_Pooling', '1_Pooling//'])('are of the module in %s', async (path) => {
    modules('', path, path);
    const companions = await readCompanions(model);
    expect([...companions.keys()]).toEqual(['modules.json', '1_Pooling/config.json']);
    expect(companions.get('1_Pooling/config.json')).toBe('1_Pooling/config.json');
  });

  it.each<unknown>(['..', '../', '.', '', '/', '1_Pooling/..', '1_Pooling/deeper', '../model', 'C:', null, 7])(
    'are of no module in %s',
    async (path) => {
      modules(path);
      expect(await companionNames(model)).toEqual(['modules.json']);
    },
  );

  it('are refused where the list of modules is damaged, by its path', async () => {
    write('modules.json', '[{');
    await expect(readCompanions(model)).rejects.toThrow(FormatError);
    await expect(readCompanions(model)).rejects.toThrow(/model.modules\.json: not JSON/);
  });

  it('are removed with folders that are empty then', async () => {
    modules('1_Pooling');
    write('2_Pooling/config.json', '');
    await removeCompanions(model, ['modules.json', '1_Pooling/config.json', '2_Pooling/config.json', 'none.json']);
    expect(readdirSync(model)).toEqual(['1_Pooling', 'config.json']);
    expect(readdirSync(join(model, '1_Pooling'))).toEqual(['deeper']);
  });
});
