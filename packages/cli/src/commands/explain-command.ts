import { explainPrecision, type PolicyName, STANDARD_POLICIES } from '@bertsmith/amp';
import {
  BertForSequenceClassification,
  type BertModelWithHead,
  PRESET_NAMES,
  presetConfig,
} from '@bertsmith/bert-core';
import { buildStepGraph } from '@bertsmith/train';
import { Command, Option } from 'commander';
import type { CommandIo } from '../command-io.js';
import { formatExplanation, groupNodes } from '../explanation/explanation-report.js';
import { loadTrainedDirectory } from '../model/load-model-directory.js';
import { knownName } from '../options/known-name.js';
import { RequiredOption } from '../options/required-option.js';
import { jsonOption } from '../options/shared-options.js';
import { jsonLine } from '../report/json-line.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface ExplainOptions {
  readonly amp: PolicyName;
  readonly model?: string;
  readonly preset: Parameters<typeof presetConfig>[0];
  readonly json?: boolean;
}

/** `bertsmith explain`: which node of a training step runs in what, and why. */
export function explainCommand(io: CommandIo, finish: Finish): Command {
  const policies = Object.keys(STANDARD_POLICIES);
  const amp = new RequiredOption('--amp <policy>', `how the step is to run: ${policies.join(', ')}`);
  const preset = new Option('--preset <name>', `a classifier of a size: ${PRESET_NAMES.join(', ')}`);
  return new Command('explain')
    .description('Say which node of a training step runs in what, and why.')
    .addOption(amp.argParser(knownName('policy', policies)))
    .addOption(new Option('--model <dir>', 'a model whose step it is (default: a fresh one)'))
    .addOption(preset.argParser(knownName('preset', PRESET_NAMES)).default('tiny'))
    .addOption(jsonOption('print all nodes as one line of JSON'))
    .action(async (options: ExplainOptions) => {
      await explain(options, io);
      finish(0);
    });
}

async function explain({ amp, json, ...options }: ExplainOptions, io: CommandIo): Promise<void> {
  const policy = STANDARD_POLICIES[amp];
  const { graph } = buildStepGraph({ model: await modelOf(options) });
  const nodes = explainPrecision(graph, policy);
  await writeResults(io.stdout, json ? jsonLine({ policy, nodes }) : formatExplanation(policy, groupNodes(nodes)));
}

async function modelOf({ model, preset }: Pick<ExplainOptions, 'model' | 'preset'>): Promise<BertModelWithHead> {
  if (model !== undefined) return (await loadTrainedDirectory(model)).model;
  return BertForSequenceClassification.initialize(presetConfig(preset, { labels: ['no', 'yes'] }), { seed: 0 });
}
