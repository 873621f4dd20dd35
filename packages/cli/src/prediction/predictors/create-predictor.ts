import {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForTokenClassification,
  type BertInferenceModel,
  type PipelineOptions,
} from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { answerQuestions } from './answer-questions.js';
import { classifyTexts } from './classify-texts.js';
import { fillMasks } from './fill-masks.js';
import type { Predictor } from './predictor.js';
import { tagWords } from './tag-words.js';

/** What answers for a model, whatever its head. @throws ConfigError for a model without a head that answers */
export function createPredictor(options: PipelineOptions<BertInferenceModel>): Promise<Predictor> {
  const { model } = options;
  if (model instanceof BertForSequenceClassification) return classifyTexts({ ...options, model });
  if (model instanceof BertForTokenClassification) return tagWords({ ...options, model });
  if (model instanceof BertForQuestionAnswering) return answerQuestions({ ...options, model });
  if (model instanceof BertForMaskedLM || model instanceof BertForPreTraining) return fillMasks({ ...options, model });
  const message = `a ${model.architecture} has no answers to give: \`bertsmith embed\` gives its vectors`;
  throw new ConfigError(message, { architecture: model.architecture });
}
