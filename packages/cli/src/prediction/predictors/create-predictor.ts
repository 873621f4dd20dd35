import {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForSequenceClassificationWithFeatures,
  BertForTokenClassification,
  type BertInferenceModel,
  type PipelineOptions,
  type TextVectorizer,
} from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { answerQuestions } from './answer-questions.js';
import { classifyTexts } from './classify-texts.js';
import { fillMasks } from './fill-masks.js';
import type { Predictor } from './predictor.js';
import { tagWords } from './tag-words.js';

/** What a pipeline is created with, and what makes the features of a model that has some. */
export interface PredictorOptions extends PipelineOptions<BertInferenceModel> {
  readonly vectorizer?: TextVectorizer | undefined;
}

/** What answers for a model, whatever its head. @throws ConfigError for a model without a head that answers */
export function createPredictor(options: PredictorOptions): Promise<Predictor> {
  const { model } = options;
  if (model instanceof BertForSequenceClassification) return classifyTexts({ ...options, model });
  if (model instanceof BertForSequenceClassificationWithFeatures) return classifyTexts({ ...options, model });
  if (model instanceof BertForTokenClassification) return tagWords({ ...options, model });
  if (model instanceof BertForQuestionAnswering) return answerQuestions({ ...options, model });
  if (model instanceof BertForMaskedLM || model instanceof BertForPreTraining) return fillMasks({ ...options, model });
  const message = `a ${model.architecture} has no answers to give: \`bertsmith embed\` gives its vectors`;
  throw new ConfigError(message, { architecture: model.architecture });
}
