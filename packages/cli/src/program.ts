import { createRequire } from 'node:module';
import { Command } from 'commander';
import type { CommandIo } from './command-io.js';
import { benchCommand } from './commands/bench-command.js';
import { distillCommand } from './commands/distill-command.js';
import { downloadCommand } from './commands/download-command.js';
import { embedCommand } from './commands/embed-command.js';
import { evaluateCommand } from './commands/evaluate-command.js';
import { explainCommand } from './commands/explain-command.js';
import { exportCommand } from './commands/export-command.js';
import type { Finish } from './commands/finish.js';
import { inspectCommand } from './commands/inspect-command.js';
import { predictCommand } from './commands/predict-command.js';
import { pretrainCommand } from './commands/pretrain-command.js';
import { pruneCommand } from './commands/prune-command.js';
import { quantizeCommand } from './commands/quantize-command.js';
import { tokenizeCommand } from './commands/tokenize-command.js';
import { tokenizerCommand } from './commands/tokenizer-command.js';
import { trainCommand } from './commands/train-command.js';
import { requireOptions } from './options/required-option.js';
import { writeProgress } from './streams/write-progress.js';
import { applyRunConfig } from './training/run-config.js';

const EXAMPLES = `
Examples:
  bertsmith train --task wordnet-noun --output models/first
  bertsmith evaluate --model models/first --task wordnet-noun
  bertsmith predict --model models/first "a large wild cat"`;

/** What {@link createProgram} is given. */
export interface ProgramOptions {
  readonly io: CommandIo;
  readonly finish: Finish;
  /** Takes a help or version that was asked for, when its text is complete. */
  readonly speak: (text: string) => void;
}

/** The commands and the options that all of them take; errors are thrown, never printed. */
export function createProgram({ io, finish, speak }: ProgramOptions): Command {
  const program = new Command('bertsmith');
  program
    .description('Train, evaluate and run BERT models in Node.js.')
    .version(packageVersion())
    .option('--debug', 'show where in the program an error came from')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: speak,
      writeErr: (text) => writeProgress(io.stderr, text),
      outputError: () => undefined,
    })
    .showSuggestionAfterError(false)
    .hook('preAction', async (_, command) => {
      const config: unknown = command.getOptionValue('config');
      if (typeof config === 'string') await applyRunConfig(command, config);
      requireOptions(command);
    })
    .exitOverride();
  const commands = [
    trainCommand(io, finish),
    distillCommand(io, finish),
    pruneCommand(io, finish),
    quantizeCommand(io, finish),
    pretrainCommand(io, finish),
    evaluateCommand(io, finish),
    predictCommand(io, finish),
    embedCommand(io, finish),
    explainCommand(io, finish),
    exportCommand(io, finish),
    tokenizeCommand(io, finish),
    tokenizerCommand(io, finish),
    downloadCommand(io, finish),
    inspectCommand(io, finish),
    benchCommand(io, finish),
  ];
  for (const command of commands) addCommand(program, command);
  return program;
}

function addCommand(parent: Command, command: Command): void {
  parent.addCommand(command.copyInheritedSettings(parent));
  for (const child of command.commands) child.copyInheritedSettings(command);
}

function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return version;
}
