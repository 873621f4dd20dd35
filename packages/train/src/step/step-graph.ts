import type { BertModelWithHead } from '@bertsmith/bert-core';
import {
  createGraph,
  type GradientGraph,
  type Graph,
  gradients,
  recomputeCheapValues,
  type Value,
} from '@bertsmith/graph';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { forwardGraph } from './forward-graph.js';

/** What a step's graph is made of. */
export interface StepGraphParts {
  readonly model: BertModelWithHead;
  /** Whether batches are packed. Default false. */
  readonly packing?: boolean;
  /** In the order in which their rewrites are applied. */
  readonly plugins?: readonly TrainingPlugin[];
  /** Parameters that have gradients. Default: all. */
  readonly trainable?: ReadonlySet<string>;
}

/** The graph of a model's step: what the model builds and plugins rewrite, differentiated, and rewritten again. */
export function buildStepGraph({ model, plugins = [], trainable, packing = false }: StepGraphParts): GradientGraph {
  const rewrittenForward = plugins.reduce(
    (graph, plugin) => plugin.rewriteForward?.(graph) ?? graph,
    forwardGraph(
      model,
      packing,
      plugins.some(({ readsAllTokens }) => readsAllTokens),
    ),
  );
  const differentiated = withScaledLoss(rewrittenForward, plugins);
  const isTrained = (name: string) => trainable?.has(name) ?? true;
  const parameters = [...rewrittenForward.parameters.keys()].filter(isTrained);
  const tables = model.arena.entries.filter(({ specification }) => specification.gradient === 'rows');
  const rowGradients = tables.map(({ specification }) => specification.name).filter(isTrained);
  const loss = differentiated === rewrittenForward ? 'loss' : SCALED_LOSS;
  const step = gradients(differentiated, { loss, parameters, rowGradients });
  const lean = recomputeCheapValues(step.graph);
  const graph = plugins.reduce((rewritten, plugin) => plugin.rewriteStep?.(rewritten) ?? rewritten, lean);
  return { ...step, graph };
}

/** The output that is differentiated, where it is not the loss. */
const SCALED_LOSS = 'scaled_loss';

function withScaledLoss(graph: Graph, plugins: readonly TrainingPlugin[]): Graph {
  const loss = graph.outputs.get('loss') as Value;
  const scaled = plugins.reduce((current, plugin) => plugin.scaleLoss?.(current) ?? current, loss);
  return scaled === loss ? graph : createGraph(new Map([...graph.outputs, [SCALED_LOSS, scaled]]));
}
