#!/usr/bin/env node
// A committed file, so that the command is linked at install time, before the package is built.
import { existsSync } from 'node:fs';

const program = new URL('../dist/bin.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('bertsmith is not built yet: run "npx -y pnpm@10 build" at the root of the repository.');
  process.exitCode = 1;
}
