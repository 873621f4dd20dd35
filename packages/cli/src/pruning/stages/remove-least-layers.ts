import { chooseLayers, type LayerChoice, removeLayers, scoreLayers } from '@bertsmith/prune';
import type { LoadedTask } from '../../task/load-task.js';
import type { CutModel, CuttingContext } from '../cut-model.js';
import { isListOfNumbers } from '../decided-values.js';
import { structureTarget } from '../pruning-target.js';
import { scoringExamples } from '../scoring-rows.js';
import { firstThatMeets } from '../target-gauge.js';

/** Whole layers go: so many as are to go, or as the target asks for. */
export async function removeLeastLayers(cut: CutModel, context: CuttingContext): Promise<CutModel> {
  const { decisions, note } = context;
  const removed = await decisions.settle('removedLayers', {
    decide: () => chooseRemoved(cut, context),
    isValid: isListOfNumbers,
    expected: 'a list of the numbers of layers',
  });
  note(`layers: ${removed.join(', ') || 'none'} of 0 to ${cut.model.config.numHiddenLayers - 1} go`);
  return { ...cut, model: removeLayers(cut.model, removed) };
}

async function chooseRemoved(cut: CutModel, context: CuttingContext): Promise<number[]> {
  const { options, loaded } = context;
  const { layerChoice = loaded === undefined ? 'top' : 'least-important', keepLayers } = options;
  const { numHiddenLayers } = cut.model.config;
  if (layerChoice === 'every-other') return chooseLayers(numHiddenLayers, { choice: layerChoice });
  const choiceOf = await layerChoices(layerChoice, cut, context);
  const ofCount = (count: number) => chooseLayers(numHiddenLayers, choiceOf(count));
  if (keepLayers !== undefined) return ofCount(numHiddenLayers - keepLayers);
  const target = structureTarget(options);
  if (target === undefined) return [];
  const modelAt = (count: number) => removeLayers(cut.model, ofCount(count));
  return ofCount(await firstThatMeets(target, { models: numHiddenLayers, modelAt }, cut, context));
}

async function layerChoices(
  choice: 'least-important' | 'top' | 'bottom',
  { model, tokenizer }: CutModel,
  { options, loaded, backend, note }: CuttingContext,
): Promise<(count: number) => LayerChoice> {
  if (choice !== 'least-important') return (count) => ({ choice, count });
  const { maxLength, threads } = options;
  note('scoring each layer by the loss without it');
  const examples = scoringExamples(loaded as LoadedTask, tokenizer, maxLength);
  const scores = await scoreLayers(model, { backend, examples, maxLength, threads });
  return (count) => ({ choice, count, scores });
}
