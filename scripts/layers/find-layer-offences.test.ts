import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLayerOffences } from './find-layer-offences.js';
import { formatOffence } from './offence.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'));
  write('package.json', JSON.stringify({ devDependencies: { vitest: '4' } }));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function writePackage(id: string, source: string, manifest: object = {}): void {
  for (const file of ['README.md', 'tsconfig.json', 'tsup.config.ts']) write(`packages/${id}/${file}`, '');
  write(`packages/${id}/src/index.ts`, source);
  write(`packages/${id}/package.json`, JSON.stringify({ name: `@bertsmith/${id}`, ...manifest }, null, 2));
}

const offences = (): string[] => findLayerOffences(root).offences.map(formatOffence);

describe('findLayerOffences', () => {
  it('accepts a package that stands on lower floors, and its tests', () => {
    writePackage('tensor', `import { readFile } from 'node:fs/promises';\nexport { readFile };\n`);
    writePackage('graph', `export type { Tensor } from '@bertsmith/tensor';\n`, {
      dependencies: { '@bertsmith/tensor': 'workspace:^' },
      devDependencies: { '@bertsmith/metrics': 'workspace:^' },
    });
    write('packages/graph/src/a.test.ts', `import 'vitest';\nimport '@bertsmith/metrics';\nimport './index.js';\n`);
    expect(findLayerOffences(root)).toEqual({ packages: ['graph', 'tensor'], offences: [] });
  });

  it('names file and line of an import and a dependency of a higher floor', () => {
    writePackage('metrics', `export const a = 1;\nexport type { T } from '@bertsmith/train';\n`, {
      dependencies: { '@bertsmith/train': 'workspace:^' },
    });
    expect(offences()).toEqual([
      'packages/metrics/package.json:4: depends on @bertsmith/train: train is on floor 3, not lower than floor 1 of metrics',
      "packages/metrics/src/index.ts:2: imports '@bertsmith/train': train is on floor 3, not lower than floor 1 of metrics",
    ]);
  });

  it.each([
    ['its own floor', 'graph', `import '@bertsmith/metrics';`, 'metrics is on floor 1, not lower than floor 1'],
    ['the command', 'serve', `import '@bertsmith/cli';`, 'nothing imports cli'],
    ['training from the service', 'serve', `import '@bertsmith/train';`, 'serve must not import train'],
    ['a package that is not declared', 'graph', `import '@bertsmith/tensor';`, '@bertsmith/tensor is not declared'],
    ['a library that is not declared', 'graph', `await import('left-pad/x.js');`, 'left-pad is not declared'],
    ['a type only', 'graph', `export type A = import('@bertsmith/train').A;`, 'train is on floor 3'],
    ['a test library from shipped code', 'graph', `import 'vitest';`, 'vitest is not declared'],
    ['another package by its path', 'graph', `import '../../tensor/src/index.js';`, 'a path out of the package'],
    ['a package that does not exist', 'graph', `import '@bertsmith/tensr';`, 'tensr has no floor'],
  ])('refuses to import %s', (_, id, source, expected) => {
    writePackage(id, `${source}\n`);
    expect(offences()).toEqual([expect.stringContaining(expected)]);
  });

  it('lets tests import their own floor but no higher one', () => {
    writePackage('train', 'export {};\n', { devDependencies: { '@bertsmith/prune': 'workspace:^' } });
    write('packages/train/test/run.ts', `import '@bertsmith/prune';\n`);
    expect(offences()).toHaveLength(2);
    expect(offences()[1]).toContain('packages/train/test/run.ts:1');
  });

  it('refuses a package without a floor, without its files, and with a vague file name', () => {
    write('packages/sundry/package.json', '{"name":"@bertsmith/other"}');
    write('packages/sundry/src/utils.ts', '');
    expect(offences()).toEqual([
      'packages/sundry: no floor: add the package to scripts/layers/package-floors.ts',
      'packages/sundry/package.json: name is @bertsmith/other, expected @bertsmith/sundry',
      ...['README.md', 'tsconfig.json', 'tsup.config.ts', 'src/index.ts'].map(
        (file) => `packages/sundry/${file}: missing: every package has this file`,
      ),
      'packages/sundry/src/utils.ts: name the file for what is in it',
    ]);
  });
});
