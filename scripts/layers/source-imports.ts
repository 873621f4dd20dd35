import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import type { ImportKind } from './package-floors.js';

/** One import, export-from, `import()` or `require()` of a source file. */
export interface SourceImport {
  /** Path of the importing file, relative to the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** What is written between the quotes. */
  readonly specifier: string;
  readonly kind: ImportKind;
}

const TEST_FILE = /\.test(-d)?\.tsx?$|(^|\/)test\//;

/** Finds the imports of every TypeScript file in the `src` and `test` of `folder`, a path relative to `root`. */
export function findImports(root: string, folder: string): SourceImport[] {
  const files = ['src', 'test'].flatMap((child) => listTypeScriptFiles(root, `${folder}/${child}`));
  return files.flatMap((file) => findImportsOfFile(root, file));
}

function listTypeScriptFiles(root: string, folder: string): string[] {
  const absolute = join(root, folder);
  const files = existsSync(absolute) ? readdirSync(absolute, { recursive: true, encoding: 'utf8' }) : [];
  const sources = files.filter((file) => /\.[cm]?tsx?$/.test(file)).sort();
  return sources.map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}

function findImportsOfFile(root: string, file: string): SourceImport[] {
  const text = readFileSync(join(root, file), 'utf8');
  const kind = TEST_FILE.test(file) ? 'test' : 'source';
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => {
    return { file, kind, specifier: fileName, line: text.slice(0, pos).split('\n').length };
  });
}

/** The package that a specifier names: `@a/b` of `@a/b/c`; nothing for relative files and Node's own modules. */
export function packageOfSpecifier(specifier: string): string | undefined {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return undefined;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
