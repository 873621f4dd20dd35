import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Versions of what our side runs on. */
export function installedVersions(): Record<string, string> {
  const runtime = require('onnxruntime-node/package.json') as { version: string };
  return { node: process.versions.node, 'onnxruntime-node': runtime.version };
}
