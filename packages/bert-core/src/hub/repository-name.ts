/** Names that become parts of URLs and of paths in the cache, so nothing but names may be in them. */
import { ConfigError } from '@bertsmith/tensor';

/** What the hub allows: letters, digits, `-`, `_` and `.`, and one `/` between owner and name. */
const REPOSITORY = /^(?:\w[\w.-]*\/)?\w[\w.-]*$/;
/** `--` stands for `/` in the cache; `..` is a way out of it. */
const FORBIDDEN_IN_REPOSITORY = /--|\.\.|[.-]$|[.-]\//;
const LONGEST_REPOSITORY = 200;
/** A branch, a tag, `refs/pr/1` or a commit: no empty parts, none that begins with a point, no separators of other systems. */
const REVISION = /^[^\s/\\:.~^?*[][^\s/\\:~^?*[]*(?:\/[^\s/\\:.~^?*[][^\s/\\:~^?*[]*)*$/;

/** @throws ConfigError for what cannot be the name of a model on the hub */
export function checkRepository(repository: string): void {
  const isName = REPOSITORY.test(repository) && !FORBIDDEN_IN_REPOSITORY.test(repository);
  if (isName && repository.length <= LONGEST_REPOSITORY) return;
  throw new ConfigError(
    `'${repository}' is not the name of a model on the hub: expected OWNER/NAME, such as google-bert/bert-base-uncased`,
    { repository },
  );
}

/** @throws ConfigError for what cannot be a branch, a tag or a commit */
export function checkRevision(revision: string): void {
  if (REVISION.test(revision) && !revision.includes('..')) return;
  throw new ConfigError(`'${revision}' is not a revision: expected a branch, a tag or a commit, such as main`, {
    revision,
  });
}
