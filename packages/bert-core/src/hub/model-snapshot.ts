/** A model in the cache, all its files in one directory. */
export interface ModelSnapshot {
  readonly repository: string;
  /** What was asked for: a branch, a tag or a commit. */
  readonly revision: string;
  /** What that is. */
  readonly commit: string;
  /** With `config.json` and the weights. */
  readonly directory: string;
  /** The paths below it of the files that the model is made of. */
  readonly files: readonly string[];
  /** Of these files. */
  readonly bytes: number;
  /** What works, but worse than asked: a hub that could not be reached, a model without a tokenizer. */
  readonly warnings: readonly string[];
}
