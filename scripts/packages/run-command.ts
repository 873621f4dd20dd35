import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A command that failed, with everything it printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws CommandError with both outputs when the exit status is not 0.
 */
export async function runCommand(program: string, args: readonly string[], folder: string): Promise<string> {
  const isScript = process.platform === 'win32' && !/\.exe$/i.test(program);
  // Left by an npx above us, it would tell an npx below us to install that package instead.
  const { npm_config_package: _, ...env } = process.env;
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], shell: isScript });
  const closed = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [output, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (status === 0) return output;
  throw new CommandError(`${program} ${args.join(' ')} ended with status ${status} in ${folder}\n${output}${errors}`);
}
