import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const workspaceFolders = ['benchmarks', ...childrenOf('packages'), ...childrenOf('examples')];

function childrenOf(folder: string): string[] {
  const children = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return children.filter((child) => child.isDirectory()).map((child) => `${folder}/${child.name}`);
}

/**
 * The Vulkan driver that Debian's `chromium` brings; it computes on the CPU. Tests of WebGPU run where there are one and its loader (`libvulkan1`), or
 * `VK_DRIVER_FILES` names another.
 */
const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const hasLoader = () =>
  childrenOf('/usr/lib').some((folder) => existsSync(`${folder}/libvulkan.so.1`) && !folder.endsWith('/chromium'));
const isDriverFound = process.env.VK_DRIVER_FILES === undefined && existsSync(SOFTWARE_DRIVER) && hasLoader();

function project(name: string, root: string, include: string[]) {
  const exclude = ['**/node_modules/**', '**/dist/**'];
  return { extends: true as const, test: { name, root, include, exclude } };
}

export default defineConfig({
  test: {
    // Native add-ons (onnxruntime-node) are loaded once a process, so a test file gets a process, not a thread.
    pool: 'forks',
    testTimeout: 30_000,
    env: isDriverFound ? { VK_DRIVER_FILES: SOFTWARE_DRIVER } : {},
    projects: [
      project('root', '.', ['*.test.ts', 'scripts/**/*.test.ts']),
      ...workspaceFolders.map((folder) => project(folder.replace(/^packages\//, ''), folder, ['**/*.test.ts'])),
    ],
  },
});
