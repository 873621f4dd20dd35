import { createHash } from 'node:crypto';

/** Who may read a repository. */
export interface RepositoryAccess {
  /** Only with this token is there such a repository. */
  readonly privateToken?: string;
  /** Everybody sees it, but its files are only for this token. */
  readonly gatedToken?: string;
}

/** A file as the hub keeps it. */
export interface LocalFile {
  readonly path: string;
  readonly content: Buffer;
  /** git's SHA-1 of the content; of a large file, of the pointer to it. */
  readonly oid: string;
  /** SHA-256 of a large file, which lies in the store. */
  readonly lfsOid: string | undefined;
}

/** The hub keeps what `.gitattributes` says in the store: weights. */
const LARGE_FILE = /\.(safetensors|bin|h5|msgpack|onnx)$/;

/** A repository of a local hub: commits with files, and names for some of them. */
export class LocalRepository {
  access: RepositoryAccess = {};
  readonly #revisions = new Map<string, string>();
  readonly #commits = new Map<string, ReadonlyMap<string, LocalFile>>();

  /** @returns the commit */
  commit(files: Readonly<Record<string, string | Uint8Array>>, revision: string): string {
    const described = Object.entries(files).map(([path, content]) => describeFile(path, Buffer.from(content)));
    const commit = sha1(described.map(({ path, oid, lfsOid }) => `${path} ${lfsOid ?? oid}`).join('\n'));
    this.#commits.set(commit, new Map(described.map((file) => [file.path, file])));
    this.#revisions.set(revision, commit);
    return commit;
  }

  find(revision: string): { readonly commit: string; readonly files: ReadonlyMap<string, LocalFile> } | undefined {
    const commit = this.#revisions.get(revision) ?? revision;
    const files = this.#commits.get(commit);
    return files && { commit, files };
  }

  /** Those of every commit. */
  allFiles(): LocalFile[] {
    return [...this.#commits.values()].flatMap((files) => [...files.values()]);
  }
}

function describeFile(path: string, content: Buffer): LocalFile {
  if (!LARGE_FILE.test(path)) return { path, content, oid: gitOid(content), lfsOid: undefined };
  const lfsOid = createHash('sha256').update(content).digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${lfsOid}\nsize ${content.length}\n`;
  return { path, content, oid: gitOid(Buffer.from(pointer)), lfsOid };
}

function gitOid(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
