/** What the layers of a model need to build their part of the graph. */

import { dropoutMask, input, multiply, parameter, type Value } from '@bertsmith/graph';
import { type Dimension, type ParameterArena, ShapeError } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';

/** Rows of a batch, seen as one matrix: a row for each token. */
export type Tokens = 'batch*sequence';

/** Hidden states: one row for each token, or one for each text where only its first token is looked at. */
export type HiddenStates<Rows extends Dimension = Tokens> = Value<'float32', readonly [Rows, number]>;

/** What the layers of an encoder compute on the way. */
export interface LayerTrace {
  /** The embeddings, and what each layer gives. */
  readonly hiddenStates: HiddenStates[];
  /** The softmax of each layer's scores, `[batch, heads, sequence, sequence]`, before dropout. */
  readonly attentions: Value[];
}

/** See the top of the file. */
export interface LayerContext {
  readonly config: BertConfig;
  /** A parameter as a value of the graph. The shape is the one that the arena has for it. */
  weight<const S extends readonly Dimension[]>(name: string, shape: S): Value<'float32', S>;
  /** Where layers leave what they compute on the way, when somebody asked for it. */
  readonly trace?: LayerTrace;
  /** Whether the last layer is computed for every token, also where a head reads first tokens alone. Default false. */
  readonly allTokens?: boolean;
  /** Drops elements in training; the value itself otherwise. */
  dropout<const S extends readonly Dimension[]>(x: Value<'float32', S>, probability: number): Value<'float32', S>;
}

/** The input that keys the dropout masks of a training graph. */
export const DROPOUT_KEY = 'dropout_key';

/** What a context may be told beside its model. */
export interface LayerContextOptions {
  /** Filled by the layers. Default: none. */
  readonly trace?: LayerTrace | undefined;
  /** See {@link LayerContext.allTokens}. */
  readonly allTokens?: boolean | undefined;
}

/**
 * A context that makes each parameter once, and numbers the places where masks are drawn.
 *
 * @param isTraining whether there is dropout
 */
export function createLayerContext(
  config: BertConfig,
  arena: ParameterArena,
  isTraining: boolean,
  { trace, allTokens = false }: LayerContextOptions = {},
): LayerContext {
  const parameters = new Map<string, Value>();
  let sites = 0;
  const key = input(DROPOUT_KEY, 'uint32', [2]);
  return {
    config,
    allTokens,
    ...(trace !== undefined && { trace }),
    weight: (name, shape) => {
      const value = parameters.get(name) ?? parameter(name, 'float32', requireShape(arena, name, shape));
      parameters.set(name, value);
      return value as Value<'float32', typeof shape>;
    },
    dropout: (x, probability) => {
      if (!isTraining || probability === 0) return x;
      const mask = dropoutMask(key, { site: sites++, keepProbability: 1 - probability, shape: x.shape });
      return multiply(x as Value<'float32'>, mask as Value<'float32'>) as Value as typeof x;
    },
  };
}

function requireShape<S extends readonly Dimension[]>(arena: ParameterArena, name: string, shape: S): S {
  const actual = arena.entry(name).specification.shape;
  if (actual.join() === shape.join()) return shape;
  throw new ShapeError(
    `parameter '${name}' has the shape [${actual.join(', ')}], the layer wants [${shape.join(', ')}]`,
    {
      name,
      expected: shape,
      actual,
    },
  );
}
