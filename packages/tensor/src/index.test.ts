import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The modules that a module imports, and theirs. */
function importsOf(module: URL, found = new Set<string>()): Set<string> {
  for (const [, name = ''] of readFileSync(module, 'utf8').matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'/gm)) {
    const imported = name.startsWith('.') ? new URL(name.replace(/\.js$/, '.ts'), module).href : name;
    if (found.has(imported)) continue;
    found.add(imported);
    if (name.startsWith('.')) importsOf(new URL(imported), found);
  }
  return found;
}

it('works in a browser: the index imports nothing but files of its own, and none that needs Node', () => {
  const imports = [...importsOf(new URL('index.ts', import.meta.url))];
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter((name) => !name.startsWith('file:') || name.includes('/files/'))).toEqual([]);
});
