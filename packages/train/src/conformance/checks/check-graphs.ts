import { DROPOUT_KEY } from '@bertsmith/bert-core';
import {
  createGraph,
  formatGraph,
  formatValueType,
  type Graph,
  gradients,
  type Value,
  verifyGraph,
} from '@bertsmith/graph';
import type { TrialRunner } from '../trial-runner.js';

/** An output that another plugin may have added: nobody knows it, and it must stay. */
const FOREIGN_OUTPUT = 'conformance.foreign';

type Rewrite = (graph: Graph) => Graph;

/**
 * Rewritten graphs are consistent, keep their inputs and outputs by name and type, read no parameters that were not there, and are the same
 * at every call.
 */
export async function checkGraphs(runner: TrialRunner): Promise<string[]> {
  const plugin = runner.createPlugin();
  const { model: given } = runner.trial();
  const model = plugin.prepareModel?.(given) ?? given;
  const forward = withForeignOutput(model.buildTrainingGraph());
  const rewriteForward: Rewrite = (graph) => plugin.rewriteForward?.(graph) ?? graph;
  const violations = rewriteViolations('rewriteForward', forward, rewriteForward);
  if (violations.length > 0) return violations;
  const rows = model.arena.entries.filter(({ specification }) => specification.gradient === 'rows');
  const rowGradients = rows.map(({ specification }) => specification.name);
  const step = gradients(rewriteForward(forward), { rowGradients }).graph;
  return rewriteViolations('rewriteStep', step, (graph) => plugin.rewriteStep?.(graph) ?? graph);
}

function withForeignOutput(graph: Graph): Graph {
  return createGraph(new Map([...graph.outputs, [FOREIGN_OUTPUT, graph.outputs.get('loss') as Value]]));
}

function rewriteViolations(hook: string, before: Graph, rewrite: Rewrite): string[] {
  const after = rewrite(before);
  verifyGraph(after);
  const violations = [
    ...keptViolations('output', before.outputs, after.outputs),
    ...keptViolations('input', before.inputs, after.inputs),
    ...newViolations('input', before.inputs, after.inputs),
    ...newViolations('parameter', before.parameters, after.parameters),
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

function newViolations(kind: string, before: Values, after: Values): string[] {
  const added = [...after.keys()].filter((name) => !before.has(name));
  return added.map((name) => `adds the ${kind} '${name}', for which there is no tensor`);
}
