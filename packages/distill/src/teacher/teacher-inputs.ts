/**
 * What a student's loss asks of the teacher: each value that it wants becomes an input of the student's graph, of the shape that it has in the teacher's.
 *
 * | name | shape | what it is |
 * |---|---|---|
 * | `logits`, `start_logits`, ... | as the head has it | an answer |
 * | `hidden_states.3` | `[batch, sequence, hiddenSize]` | what the third layer gives; 0 is the embeddings |
 * | `query.3`, `key.3`, `value.3` | `[batch, sequence, width]` | what the attention of the third layer is made of, its heads side by side |
 */
import { type BertModelWithHead, type EncoderValues, encoderValues } from '@bertsmith/bert-core';
import { createGraph, type Graph, input, reshape, transpose, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { RelationPart } from '../losses/relation-loss.js';

/** What the teacher's outputs are called among the inputs of the student's graph, before their own names. */
const PREFIX = 'distillation.teacher.';

/** How a teacher's graph is built. */
export interface TeacherGraphOptions {
  /** Whether rows hold several examples. */
  readonly packed: boolean;
  /** Whether more is asked for than answers. */
  readonly allTokens: boolean;
}

/** See the top of the file. */
export class TeacherInputs {
  readonly #teacher: BertModelWithHead;
  readonly #options: TeacherGraphOptions;
  readonly #graph: Graph;
  readonly #inputs = new Map<string, Value>();

  constructor(teacher: BertModelWithHead, options: TeacherGraphOptions) {
    this.#teacher = teacher;
    this.#options = options;
    this.#graph = teacher.buildEvaluationGraph(options);
  }

  /** What the layers of the teacher compute. */
  get layers(): EncoderValues {
    return encoderValues(this.#graph);
  }

  /** The input for a value of the teacher, one for each name. @throws ConfigError when it has no such value */
  request(name: string): Value {
    const { shape } = teacherValue(this.#graph, name);
    const made = this.#inputs.get(name) ?? (input(`${PREFIX}${name}`, 'float32', [...shape]) as Value);
    this.#inputs.set(name, made);
    return made;
  }

  /**
   * A graph of the teacher that gives what was asked for and computes nothing else; undefined when that is nothing.
   *
   * @param packed default: as the student's
   */
  teacherGraph(packed = this.#options.packed): Graph | undefined {
    if (this.#inputs.size === 0) return undefined;
    const graph =
      packed === this.#options.packed ? this.#graph : this.#teacher.buildEvaluationGraph({ ...this.#options, packed });
    return createGraph(new Map(Array.from(this.#inputs.keys(), (name) => [name, teacherValue(graph, name)])));
  }
}

/** The teacher's outputs under the names of the student's inputs. */
export function asFeeds<T>(outputs: Iterable<readonly [name: string, tensor: T]>): Record<string, T> {
  return Object.fromEntries(Array.from(outputs, ([name, tensor]) => [`${PREFIX}${name}`, tensor]));
}

/** `[batch, heads, sequence, size]` as `[batch, sequence, heads * size]`. */
export function sideBySide(value: Value): Value {
  const [, heads, , size] = value.shape as readonly [unknown, number, unknown, number];
  const byToken = transpose(value as Value<'float32'>, [0, 2, 1, 3]) as Value;
  return reshape(byToken, ['batch', 'sequence', heads * size]) as Value;
}

function teacherValue(graph: Graph, name: string): Value {
  const [, kind, layer] = /^(hidden_states|query|key|value)\.(\d+)$/.exec(name) ?? [];
  const found = kind === undefined ? graph.outputs.get(name) : layerValue(graph, kind, Number(layer));
  if (found !== undefined) return found;
  const names = [...graph.outputs.keys()].join(', ');
  throw new ConfigError(`distillation: the student's loss reads '${name}', the teacher answers ${names}`, { name });
}

function layerValue(graph: Graph, kind: string, layer: number): Value | undefined {
  const { hiddenStates, attentions } = encoderValues(graph);
  if (kind !== 'hidden_states') {
    const part = attentions[layer - 1]?.[kind as RelationPart];
    return part && sideBySide(part);
  }
  const state = hiddenStates[layer];
  return state && (reshape(state, ['batch', 'sequence', state.shape[1] as number]) as Value);
}
