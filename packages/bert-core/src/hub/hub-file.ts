import { FormatError } from '@bertsmith/tensor';
import type { ListFileEntry } from '@huggingface/hub';
import type { Digest } from './digest.js';

/** A file of a repository. */
export interface HubFile {
  /** Below the root of the repository. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of its content; also its name among the blobs of the cache. */
  readonly digest: Digest;
}

const SHA1 = /^[0-9a-f]{40}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * What a listing says of a file. Large files lie in a store (LFS) under their SHA-256, others in git under git's SHA-1: the same that the
 * hub gives as `etag`, and that Python's client calls the blobs of the cache by.
 *
 * @throws FormatError for a listing that does not say it
 */
export function describeHubFile({ path, size, oid, lfs }: ListFileEntry): HubFile {
  const digest = lfs === undefined ? { algorithm: 'git-sha1' as const, hex: oid ?? '' } : sha256(lfs.oid);
  const sizeBytes = lfs?.size ?? size;
  const isHash = (digest.algorithm === 'sha256' ? SHA256 : SHA1).test(digest.hex);
  if (isHash && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0) return { path, sizeBytes, digest };
  throw new FormatError(`the hub's listing gives '${path}' no valid size and checksum: check HF_ENDPOINT`, {
    path,
    sizeBytes,
    digest,
  });
}

function sha256(oid: string) {
  return { algorithm: 'sha256' as const, hex: oid.replace(/^sha256:/, '') };
}
