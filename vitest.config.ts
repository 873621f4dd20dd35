import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const workspaceFolders = ['benchmarks', ...childrenOf('packages'), ...childrenOf('examples')];

function childrenOf(folder: string): string[] {
  const children = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return children.filter((child) => child.isDirectory()).map((child) => `${folder}/${child.name}`);
}

function project(name: string, root: string, include: string[]) {
  const exclude = ['**/node_modules/**', '**/dist/**'];
  return { extends: true as const, test: { name, root, include, exclude } };
}

export default defineConfig({
  test: {
    // Native add-ons (onnxruntime-node) are loaded once a process, so a test file gets a process, not a thread.
    pool: 'forks',
    testTimeout: 30_000,
    projects: [
      project('root', '.', ['*.test.ts', 'scripts/**/*.test.ts']),
      ...workspaceFolders.map((folder) => project(folder.replace(/^packages\//, ''), folder, ['**/*.test.ts'])),
    ],
  },
});
