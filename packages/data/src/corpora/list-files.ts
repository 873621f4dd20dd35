import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareCodePoints, InputError } from '@bertsmith/tensor';

/**
 * The files of a folder and of the folders in it, in the order of their paths; hidden ones are left out. A file is a list of itself.
 *
 * @param endings only names that end in one of these, such as `.txt`; default: all
 * @throws InputError when a folder is not there or cannot be read, or there are no such files
 */
export async function listFiles(path: string, endings?: readonly string[]): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!found.isDirectory()) return [path];
  const files = await listFolder(path);
  const wanted = files.filter((file) => endings === undefined || endings.some((ending) => file.endsWith(ending)));
  if (wanted.length > 0) return wanted.sort(compareCodePoints);
  const what = endings === undefined ? 'no files' : `no files that end in ${endings.join(' or ')}`;
  throw new InputError(`reading a corpus: the folder '${path}' has ${what}; give the folder that has the texts`, {
    path,
    endings,
    files: files.length,
  });
}

async function listFolder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const child = join(path, entry.name);
    if (entry.isDirectory()) files.push(...(await listFolder(child)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(child)))) files.push(child);
  }
  return files;
}

/** Links to folders are not followed: they may lead in circles. */
async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  return found.isFile();
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist: check the path',
  EACCES: 'permission denied: change its permissions',
  EPERM: 'permission denied: change its permissions',
};

function unreadable(path: string, cause: unknown): InputError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new InputError(`reading a corpus: cannot read '${path}': ${EXPLANATIONS[code] ?? message}`, {
    path,
    systemCode: code,
    cause,
  });
}
