/** One broken rule, with the place where a reader finds it. */
export interface Offence {
  /** Path relative to the root of the repository. */
  readonly file: string;
  /** 1 is the first line; absent where the whole file or folder offends. */
  readonly line?: number;
  readonly message: string;
}

/** `packages/metrics/src/index.ts:3: train is on floor 3, ...` */
export function formatOffence({ file, line, message }: Offence): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}
