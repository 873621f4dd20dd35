import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, OutputError } from '../errors/error-classes.js';
import { writeFileAtomically } from './write-file-atomically.js';

const OLD = 'the good old file';
let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bertsmith-write-'));
  path = join(directory, 'model.safetensors');
  writeFileSync(path, OLD);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function expectOldFileAlone(): void {
  expect(readFileSync(path, 'utf8')).toBe(OLD);
  expect(readdirSync(directory)).toEqual(['model.safetensors']);
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => expect.unreachable('the write succeeded'),
    (error: unknown) => error,
  );
}

describe('writes', () => {
  async function* later(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(97, 98);
    yield new Uint8Array(new SharedArrayBuffer(4), 1, 2).fill(99);
  }

  it.each([
    ['text', 'h\u00e9', 'h\u00e9'],
    ['bytes', Uint8Array.of(97, 98), 'ab'],
    ['no bytes', new Uint8Array(0), ''],
    ['chunks', [Uint8Array.of(97), new Uint8Array(0), Uint8Array.of(98)], 'ab'],
    ['chunks that come later, some in shared memory', later(), 'abcc'],
  ])('%s', async (_, data, expected) => {
    await writeFileAtomically(path, data);
    expect(readFileSync(path, 'utf8')).toBe(expected);
    expect(readdirSync(directory)).toEqual(['model.safetensors']);
  });

  it('a new file', async () => {
    await writeFileAtomically(join(directory, 'new.txt'), 'new');
    expect(readFileSync(join(directory, 'new.txt'), 'utf8')).toBe('new');
  });

  it('a file in the working directory', async () => {
    const module = fileURLToPath(new URL('write-file-atomically.ts', import.meta.url));
    const program = `import('${module}').then(({ writeFileAtomically }) => writeFileAtomically('here.txt', 'new'))`;
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), '--eval', program], { cwd: directory });
    expect(readFileSync(join(directory, 'here.txt'), 'utf8')).toBe('new');
  });

  it('over a file, keeping its permissions', async () => {
    chmodSync(path, 0o600);
    await writeFileAtomically(path, 'new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('over a symbolic link, not to what it points to', async () => {
    const link = join(directory, 'link');
    symlinkSync(path, link);
    await writeFileAtomically(link, 'new');
    expect([readFileSync(link, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['new', OLD]);
  });
});

describe('leaves the old file when', () => {
  it('the data fails half-way, and passes its error on', async () => {
    const cause = new InputError('no more');
    function* failing() {
      yield new Uint8Array(100_000);
      throw cause;
    }
    expect(await failureOf(writeFileAtomically(path, failing()))).toBe(cause);
    expectOldFileAlone();
  });

  it('a chunk is no bytes', async () => {
    const data = ['text'] as unknown as Uint8Array[];
    expect(await failureOf(writeFileAtomically(path, data))).toBeInstanceOf(InputError);
    expectOldFileAlone();
  });
});

describe('says what to do about', () => {
  it.each([
    ['ENOTDIR', () => join(path, 'x'), 'a part of the path is a file, not a directory: correct the path'],
    ['EISDIR', () => directory, 'it is a directory: give the name of a file in it'],
    [
      'ENOENT',
      () => join(directory, 'no', 'x'),
      'does not exist or takes no files: create it, or choose another place',
    ],
    ['ENAMETOOLONG', () => join(directory, 'x'.repeat(300)), 'the name is too long for the file system'],
  ])('%s', async (systemCode, target, message) => {
    const error = (await failureOf(writeFileAtomically(target(), 'new'))) as OutputError;
    expect(error).toBeInstanceOf(OutputError);
    expect(error.message).toContain(message);
    expect(error.message).toContain(`cannot write '${target()}'`);
    expect(error.details).toEqual({ path: target(), systemCode });
    expect((error.cause as NodeJS.ErrnoException).code).toBe(systemCode);
    expectOldFileAlone();
  });

  it.skipIf(process.platform === 'win32')('EACCES', async () => {
    chmodSync(directory, 0o555);
    const error = await asOrdinaryUser(() => failureOf(writeFileAtomically(path, 'new')));
    chmodSync(directory, 0o755);
    expect(error).toMatchObject({ name: 'OutputError', details: { systemCode: 'EACCES' } });
    expect(`${error}`).toContain('permission denied: change the permissions of the directory');
    expectOldFileAlone();
  });
});

describe.skipIf(process.platform === 'win32')('in a process of its own', () => {
  const program = fileURLToPath(new URL('../../test/write-one-megabyte.ts', import.meta.url));
  const command = `"${process.execPath}" --import "${import.meta.resolve('tsx')}" "${program}"`;
  // A tmpfs of its own, in a user namespace, needs no rights; some machines (macOS, hardened containers) have none.
  const mount = 'mount -t tmpfs -o size=128k tmpfs "$1"';
  const canMount =
    run('unshare -Urm true && unshare -Urm sh -c \'mount -t tmpfs tmpfs "$0"\' "$1"', tmpdir()).status === 0;

  function run(script: string, argument: string) {
    return spawnSync('sh', ['-c', script, 'sh', argument], { encoding: 'utf8' });
  }

  it('a file beyond the limit of its size leaves the old file', () => {
    // 64 blocks of 512 bytes, or of 1024 where the shell counts so.
    const { stdout } = run(`ulimit -f 64; ${command} "$1"`, path);
    expect(JSON.parse(stdout)).toEqual({ systemCode: 'EFBIG', content: OLD, names: ['model.safetensors'] });
  });

  it.skipIf(!canMount)(
    'a full disk leaves the old file (skipped where the system gives no namespace of its own)',
    () => {
      const disk = join(directory, 'disk');
      mkdirSync(disk);
      const script = `${mount} && printf '${OLD}' > "$1/model.safetensors" && ${command} "$1/model.safetensors"`;
      const { stdout } = run(`unshare -Urm sh -c '${script.replaceAll("'", "'\\''")}' sh "$1"`, disk);
      expect(JSON.parse(stdout)).toEqual({ systemCode: 'ENOSPC', content: OLD, names: ['model.safetensors'] });
    },
  );
});

/** Permissions do not bind root, so as root another user's rights are taken for the time of the work. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(65_534);
  return await work().finally(() => process.seteuid?.(0));
}
