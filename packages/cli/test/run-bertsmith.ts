import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const PROGRAM = fileURLToPath(new URL('../bin/bertsmith.js', import.meta.url));

/** As in a shell of its own: whoever runs the tests may have used `npx` or pnpm. */
export const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...process.env,
  PNPM_PACKAGE_NAME: undefined,
  npm_lifecycle_event: undefined,
};

/** A process that hangs is ended, so that it does not outlive its test. */
const LONGEST_RUN_MS = 50_000;

/** How a process ended, and what it wrote. */
export interface FinishedProcess {
  readonly status: number | null;
  /** What ended it from outside. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process is started with. */
export interface ProcessSettings {
  /** How long it may run. Default: 50 seconds. */
  readonly longestRunMs?: number;
  readonly cwd?: string;
  /** What is piped in. */
  readonly input?: string;
  /** Standard input does not end after {@link input}, as when somebody types. */
  readonly keepsInputOpen?: boolean;
  /** Called at the start with a function that sends SIGINT. */
  readonly onStart?: (interrupt: () => void) => void;
  /** What is set besides the environment of the tests; `undefined` unsets. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Ends the process at once (SIGKILL), as a power cut would. */
  readonly killedBy?: AbortSignal;
  /** Called with what came on standard error so far, and a function that sends SIGINT. */
  readonly onStderr?: (stderr: string, interrupt: () => void) => void;
}

/** Runs the built command as a user's shell would. */
export async function runBertsmith(args: readonly string[], settings: ProcessSettings = {}): Promise<FinishedProcess> {
  const { cwd, input = '', keepsInputOpen = false, onStart, onStderr, environment, killedBy } = settings;
  const { longestRunMs = LONGEST_RUN_MS } = settings;
  const env = { ...ENVIRONMENT, ...environment };
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env, timeout: longestRunMs });
  killedBy?.addEventListener('abort', () => child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined).write(input);
  if (!keepsInputOpen) child.stdin.end();
  onStart?.(() => child.kill('SIGINT'));
  const closed = once(child, 'close');
  let seen = '';
  child.stderr.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    onStderr?.(seen, () => child.kill('SIGINT'));
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  return { status, signal, stdout, stderr };
}

/** What makes a training a matter of seconds: three steps of a tiny model on 200 definitions. */
export const TINY_SIZE: readonly string[] = [
  ...['--max-examples', '200', '--vocab-size', '300'],
  ...['--max-steps', '3', '--batch-size', '16'],
];

/** The arguments of such a training. */
export function tinyTraining(output: string): string[] {
  return ['train', '--task', 'wordnet-noun', '--output', output, ...TINY_SIZE];
}
