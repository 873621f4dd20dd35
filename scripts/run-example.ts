/** Runs an example of `examples/` by its name: `npx -y pnpm@10 example token-classification`. */
import { existsSync, readdirSync } from 'node:fs';

const EXAMPLES = new URL('../examples/', import.meta.url);

const [runtime = '', script = '', ...words] = process.argv;
const [name = '', ...rest] = words[0] === '--' ? words.slice(1) : words;
const program = new URL(`${name}/main.ts`, EXAMPLES);
if (/^[\w-]+$/.test(name) && existsSync(program)) {
  // The example reads its own arguments.
  process.argv = [runtime, script, ...rest];
  await import(program.href);
} else {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map((folder) => folder.name).filter((each) => existsSync(new URL(`${each}/main.ts`, EXAMPLES)));
  console.error(`there is no example '${name}'; examples are: ${names.join(', ')}`);
  process.exitCode = 1;
}
