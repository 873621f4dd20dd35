import type { BertModelWithHead } from '@bertsmith/bert-core';
import { DROPOUT_KEY } from '@bertsmith/bert-core';
import { type Batch, exampleBatches } from '@bertsmith/data';
import {
  createGraph,
  formatGraph,
  formatValueType,
  type Graph,
  gradients,
  type Value,
  verifyGraph,
} from '@bertsmith/graph';
import type { ParameterSpecification } from '@bertsmith/tensor';
import { FlatKernels } from '../../flat-kernels/flat-kernels.js';
import type { TrainingPlugin } from '../../plugins/training-plugin.js';
import { completeTrainerOptions, isBatchSource } from '../../trainer/trainer-options.js';
import type { TrialRunner } from '../trial-runner.js';

/** An output that another plugin may have added: nobody knows it, and it must stay. */
const FOREIGN_OUTPUT = 'conformance.foreign';

type Rewrite = (graph: Graph) => Graph;

/** Names that a rewrite may add: inputs that the plugin feeds, and its own parameters. */
interface Additions {
  readonly input: ReadonlySet<string>;
  readonly parameter: ReadonlySet<string>;
}

const NOTHING: Additions = { input: new Set(), parameter: new Set() };

/**
 * Rewritten graphs are consistent, keep their inputs and outputs by name and type, read no inputs and parameters that were not there and are not
 * the plugin's, and are the same at every call.
 */
export async function checkGraphs(runner: TrialRunner): Promise<string[]> {
  const plugin = runner.createPlugin();
  const { model: given } = runner.trial();
  const model = plugin.prepareModel?.(given) ?? given;
  // Before any rewrite, as in a run: some plugins learn here what model it is.
  const own = plugin.ownParameters?.(model) ?? [];
  const { readsAllTokens: allTokens = false } = plugin;
  const forward = withForeignOutput(model.buildTrainingGraph({ allTokens }));
  const rewriteForward: Rewrite = (graph) => plugin.rewriteForward?.(graph) ?? graph;
  // A plugin may learn from the graph what it will feed.
  rewriteForward(forward);
  const additions = await additionsOf(plugin, { model, own }, runner);
  const violations = rewriteViolations('rewriteForward', forward, rewriteForward, additions);
  if (violations.length > 0) return violations;
  const rows = model.arena.entries.filter(({ specification }) => specification.gradient === 'rows');
  const rowGradients = rows.map(({ specification }) => specification.name);
  const step = gradients(rewriteForward(forward), { rowGradients }).graph;
  const rewriteStep: Rewrite = (graph) => plugin.rewriteStep?.(graph) ?? graph;
  rewriteStep(step);
  return rewriteViolations('rewriteStep', step, rewriteStep, {
    ...NOTHING,
    parameter: copiesOf(plugin, model, runner),
  });
}

/** The names of the working copies that the plugin keeps, once it has rewritten the step. */
function copiesOf(plugin: TrainingPlugin, { arena }: BertModelWithHead, { backend }: TrialRunner): ReadonlySet<string> {
  using kernels = new FlatKernels(arena.heap, { threads: 1 });
  return new Set(plugin.workingCopies?.({ arena, heap: arena.heap, kernels, backend }).keys());
}

interface PreparedModel {
  readonly model: BertModelWithHead;
  /** Parameters of the plugin. */
  readonly own: readonly ParameterSpecification[];
}

async function additionsOf(
  plugin: TrainingPlugin,
  { model, own }: PreparedModel,
  runner: TrialRunner,
): Promise<Additions> {
  const state = { step: 0, totalSteps: 1, epoch: 0, arena: model.arena };
  const feeds = plugin.feeds === undefined ? {} : await plugin.feeds(await firstBatch(runner), state);
  return { input: new Set(Object.keys(feeds)), parameter: new Set(own.map(({ name }) => name)) };
}

async function firstBatch(runner: TrialRunner): Promise<Batch> {
  const options = completeTrainerOptions({ ...runner.trial(), backend: runner.backend });
  const source = isBatchSource(options.train) ? options.train : exampleBatches(options.train, options);
  for await (const batch of source.batches(0)) return batch;
  throw new Error('the trial has no batches');
}

function withForeignOutput(graph: Graph): Graph {
  return createGraph(new Map([...graph.outputs, [FOREIGN_OUTPUT, graph.outputs.get('loss') as Value]]));
}

function rewriteViolations(hook: string, before: Graph, rewrite: Rewrite, additions = NOTHING): string[] {
  const after = rewrite(before);
  verifyGraph(after);
  const violations = [
    ...keptViolations('output', before.outputs, after.outputs),
    ...keptViolations('input', before.inputs, after.inputs),
    ...newViolations('input', before.inputs, after.inputs, additions),
    ...newViolations('parameter', before.parameters, after.parameters, additions),
  ];
  if (formatGraph(rewrite(before)) !== formatGraph(after)) violations.push('makes another graph at the second call');
  return violations.map((violation) => `${hook} ${violation}`);
}

type Values = ReadonlyMap<string, Value>;

function keptViolations(kind: string, before: Values, after: Values): string[] {
  return [...before].flatMap(([name, value]) => {
    const current = after.get(name);
    // The trainer feeds the key only where it is: a plugin may take the dropout away.
    if (current === undefined) return name === DROPOUT_KEY ? [] : [`loses the ${kind} '${name}'`];
    const [expected, actual] = [formatValueType(value), formatValueType(current)];
    return actual === expected ? [] : [`makes the ${kind} '${name}' ${actual}; it was ${expected}`];
  });
}

function newViolations(kind: keyof Additions, before: Values, after: Values, additions: Additions): string[] {
  const added = [...after.keys()].filter((name) => !before.has(name) && !additions[kind].has(name));
  return added.map((name) => `adds the ${kind} '${name}', for which there is no tensor`);
}
