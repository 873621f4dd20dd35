import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** Where a file of the project's shared folder would be; tests skip, and say so, when it is not there. */
export function sharedPath(path: string): string {
  return join(shared, path);
}
