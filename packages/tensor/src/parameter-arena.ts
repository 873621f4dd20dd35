/**
 * The arena: all trainable parameters of a model in one contiguous buffer; a named parameter is a view of it.
 *
 * An optimizer is then one loop over flat memory, an all-reduce is one call, a checkpoint is one file. Gradients and
 * optimizer state are buffers of the same layout ({@link ParameterArena.allocateLike}).
 *
 * Two refinements. A parameter may be *stacked* from parts that files keep apart (the query, key and value matrices, which
 * a graph multiplies by as one): the graph sees one view, {@link ParameterArena.parts} sees the parts. And tables that are
 * only ever read by row (`gradient: 'rows'`) come last, because their gradients are lists of rows, not tensors: everything
 * before {@link ParameterArena.denseLength} has a dense gradient.
 */
import { ConfigError } from './errors/error-classes.js';
import { SharedHeap } from './shared-heap.js';
import { countElements, type Tensor } from './tensor.js';

/** A piece of a stacked parameter: its own name and how many rows of axis 0 it takes. */
export interface ParameterPart {
  readonly name: string;
  readonly rows: number;
}

/** What a model says about one parameter. */
export interface ParameterSpecification {
  /** Hugging Face's name, or for a stacked parameter a name of the same kind. */
  readonly name: string;
  readonly shape: readonly number[];
  /** What a fresh model has in it: a normal distribution of the given deviation, or a constant. */
  readonly initialization: { readonly normal: number } | { readonly constant: number };
  /** Whether weight decay applies; by custom it does not to biases and normalizations. */
  readonly weightDecay: boolean;
  /** `'rows'` for a table that is only read by row. Default `'dense'`. */
  readonly gradient?: 'dense' | 'rows';
  /** What files call the pieces of a stacked parameter, in order along axis 0. */
  readonly parts?: readonly ParameterPart[];
}

/** A parameter and where it lies. */
export interface ArenaEntry {
  readonly specification: ParameterSpecification;
  /** Elements before it in the arena. */
  readonly offset: number;
  /** Elements. */
  readonly length: number;
}

/** Entries begin at multiples of this many elements: a cache line of float32. */
const ALIGNMENT_ELEMENTS = 16;

/** The parameters of a model in one buffer; see the top of the file. */
export class ParameterArena {
  readonly heap: SharedHeap;
  /** Every parameter, entry after entry, with zeros between entries up to the next cache line. */
  readonly data: Float32Array;
  readonly entries: readonly ArenaEntry[];
  /** Elements before the first table with row gradients; all of them when there is none. */
  readonly denseLength: number;
  readonly #byName: ReadonlyMap<string, ArenaEntry>;

  constructor(specifications: readonly ParameterSpecification[], heap: SharedHeap = new SharedHeap()) {
    this.heap = heap;
    const dense = specifications.filter((each) => !hasRowGradient(each));
    const rows = specifications.filter(hasRowGradient);
    this.entries = layOut([...dense, ...rows]);
    this.denseLength = endOf(this.entries.slice(0, dense.length));
    this.data = heap.allocate('float32', endOf(this.entries));
    this.#byName = indexByName(this.entries);
  }

  /** The number of trainable values, without the gaps between entries. */
  get parameterCount(): number {
    return this.entries.reduce((count, entry) => count + entry.length, 0);
  }

  /** @throws ConfigError when there is no such parameter */
  entry(name: string): ArenaEntry {
    const entry = this.#byName.get(name);
    if (entry === undefined) throw new ConfigError(`the model has no parameter '${name}'`, { name });
    return entry;
  }

  /** A parameter as a view: writing to its data writes to the arena. */
  get(name: string): Tensor<'float32'> {
    return this.view(this.entry(name), this.data);
  }

  /** The part of a buffer of the arena's layout (gradients, optimizer state) that belongs to an entry. */
  view(entry: ArenaEntry, buffer: Float32Array): Tensor<'float32'> {
    const data = buffer.subarray(entry.offset, entry.offset + entry.length);
    return { dtype: 'float32', shape: entry.specification.shape, data };
  }

  /** Views under the names that files use: stacked parameters in their parts. */
  *parts(): Generator<readonly [name: string, tensor: Tensor<'float32'>]> {
    for (const { specification } of this.entries) {
      const whole = this.get(specification.name);
      if (specification.parts === undefined) yield [specification.name, whole];
      else yield* splitParts(specification.parts, whole);
    }
  }

  /**
   * A zero-filled buffer of the arena's layout; `'dense'` leaves the tables with row gradients out.
   *
   * @param heap default: the arena's, which keeps the buffer as long as the parameters
   */
  allocateLike(extent: 'all' | 'dense' = 'all', heap: SharedHeap = this.heap): Float32Array {
    return heap.allocate('float32', extent === 'all' ? this.data.length : this.denseLength);
  }
}

function hasRowGradient(specification: ParameterSpecification): boolean {
  return specification.gradient === 'rows';
}

function layOut(specifications: readonly ParameterSpecification[]): ArenaEntry[] {
  let offset = 0;
  return specifications.map((specification) => {
    const entry = { specification, offset, length: countElements(specification.shape) };
    checkParts(specification);
    offset += Math.ceil(entry.length / ALIGNMENT_ELEMENTS) * ALIGNMENT_ELEMENTS;
    return entry;
  });
}

function endOf(entries: readonly ArenaEntry[]): number {
  const last = entries.at(-1);
  return last === undefined ? 0 : last.offset + Math.ceil(last.length / ALIGNMENT_ELEMENTS) * ALIGNMENT_ELEMENTS;
}

function checkParts({ name, shape, parts }: ParameterSpecification): void {
  if (parts === undefined) return;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (rows !== shape[0]) {
    throw new ConfigError(`parameter '${name}' has ${shape[0]} rows, its parts together ${rows}`, { name });
  }
}

function indexByName(entries: readonly ArenaEntry[]): ReadonlyMap<string, ArenaEntry> {
  const byName = new Map<string, ArenaEntry>();
  for (const entry of entries) {
    const { name } = entry.specification;
    if (byName.has(name)) throw new ConfigError(`two parameters are called '${name}'`, { name });
    byName.set(name, entry);
  }
  return byName;
}

function* splitParts(
  parts: readonly ParameterPart[],
  whole: Tensor<'float32'>,
): Generator<readonly [string, Tensor<'float32'>]> {
  const rest = whole.shape.slice(1);
  const rowLength = countElements(rest);
  let row = 0;
  for (const part of parts) {
    const data = whole.data.subarray(row * rowLength, (row + part.rows) * rowLength);
    yield [part.name, { dtype: 'float32', shape: [part.rows, ...rest], data }];
    row += part.rows;
  }
}
