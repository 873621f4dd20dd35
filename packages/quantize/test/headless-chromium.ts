import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** What distributions call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser that a test started asks nobody for anything. */
const QUIET = ['--disable-background-networking', '--disable-quic', '--disable-component-update', '--no-first-run'];

/** The browser that `BERTSMITH_CHROMIUM` names, or the first on the PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return process.env.BERTSMITH_CHROMIUM ?? paths.find(isExecutable);
}

/** Without a window. As root Chromium runs without its sandbox only. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  const args = process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET;
  return await chromium.launch({ executablePath, args, headless: true });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
