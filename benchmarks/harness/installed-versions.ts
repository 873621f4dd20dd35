import { installedVersion } from './npm-peers.js';

/** Versions of what our side runs on. */
export function installedVersions(): Record<string, string> {
  return { node: process.versions.node, 'onnxruntime-node': installedVersion('onnxruntime-node') };
}
