import { createHash, type Hash } from 'node:crypto';

/** A checksum that a file must have. */
export interface Digest {
  /** `git-sha1` is SHA-1 of git's header and the content, as git names its blobs. */
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** A checksum of `sizeBytes` bytes in the making. */
export function startDigest({ algorithm }: Digest, sizeBytes: number): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}
