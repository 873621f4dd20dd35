/** Runs the programs of a package's README, so that what it says they print is what they print. */
import { inspect } from 'node:util';

/** A program of a README, and the text block behind it. */
export interface ReadmeExample {
  /** Empty when there is none. */
  readonly program: string;
  /** What it is said to print. */
  readonly output: string | undefined;
}

const FIRST_EXAMPLE = /```ts\n(.*?)```\n+```text\n(.*?)```/s;
const IMPORT = /import \{([^}]*)\} from '([^']*)';/g;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => unknown;

/** @param pattern captures the program, then what it prints. Default: the first block of `ts` with one of `text` behind it */
export function findExample(readme: string, pattern = FIRST_EXAMPLE): ReadmeExample {
  const [, program = '', output] = pattern.exec(readme) ?? [];
  return { program, output: output?.trim() };
}

/**
 * Runs a program with its own `console`.
 *
 * @param modules what its imports give, by their names
 * @returns what it printed, and what it returned
 */
export async function runProgram(
  program: string,
  modules: Readonly<Record<string, unknown>>,
): Promise<{ readonly printed: string; readonly value: unknown }> {
  const lines: string[] = [];
  const log = (...values: unknown[]) => lines.push(values.map(asPrinted).join(' '));
  const body = program.replace(IMPORT, "const {$1} = modules['$2'];");
  const value = await new AsyncFunction('modules', 'console', body)(modules, { log });
  return { printed: lines.join('\n'), value };
}

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
