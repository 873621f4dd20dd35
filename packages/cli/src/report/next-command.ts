/** Commands to type next, as they work where this one was typed. */
import { join } from 'node:path';
import type { CommandIo } from '../command-io.js';
import { RUN_CONFIG_FILE } from '../training/run-config.js';

/**
 * What precedes a command: `bertsmith` when it is installed, the package manager's words when that ran us.
 *
 * @param environment `pnpm exec` and `npx` leave their traces in it
 */
export function commandPrefix(environment: Readonly<Record<string, string | undefined>>): string {
  if (environment.PNPM_PACKAGE_NAME !== undefined) return 'npx -y pnpm@10 exec bertsmith';
  if (environment.npm_lifecycle_event === 'npx') return 'npx @bertsmith/cli';
  return 'bertsmith';
}

/** An argument as a shell reads it: quoted where it has to be. */
export function shellArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

/** Commands that train. */
export type TrainingCommand = 'train' | 'pretrain' | 'distill' | 'prune';

/** What goes on with a run that was ended early. */
export function resumeCommand({ environment }: CommandIo, command: TrainingCommand, output: string): string {
  const config = shellArgument(join(output, RUN_CONFIG_FILE));
  return `${commandPrefix(environment)} ${command} --config ${config} --resume`;
}
