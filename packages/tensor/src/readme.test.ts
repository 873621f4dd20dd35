import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import * as files from './files.js';
import * as memory from './index.js';

const MODULES = { '@bertsmith/tensor': memory, '@bertsmith/tensor/files': files };

it('the README prints what it says it prints', async () => {
  const { program, output } = findExample(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  const directory = mkdtempSync(join(tmpdir(), 'bertsmith-readme-'));
  const placed = program.replaceAll("'model.safetensors'", JSON.stringify(join(directory, 'model.safetensors')));
  const { printed } = await runProgram(placed, MODULES).finally(() => rmSync(directory, { recursive: true }));
  expect(printed).toBe(output);
});
