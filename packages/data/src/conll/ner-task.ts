/** Tasks over tagged sentences: to find the names of persons, places and so on. The labels are the files' tags. */
import { resolve } from 'node:path';
import { ConfigError, compareCodePoints, FormatError } from '@bertsmith/tensor';
import type { TaggedExample } from '../examples/example.js';
import { BadRows } from '../rows/bad-rows.js';
import { requireRows } from '../rows/check-rows.js';
import { holdOut } from '../rows/hold-out.js';
import { positionsOf } from '../rows/row-fields.js';
import type { LabelledTaskData, TaskLoadOptions, TokenClassificationTask } from '../tasks/task.js';
import { convertTags } from './convert-tags.js';
import { type ConllFiles, locateConllFiles } from './locate-conll-files.js';
import { type ConllFormat, readConll, type TaggedSentence } from './read-conll.js';
import { OUTSIDE } from './tag-scheme.js';

/** Where the sentences are, and how they are written. */
export interface NerTaskOptions extends ConllFormat {
  /** The file or folder, relative to the `path` of `load`. Default: that path. */
  readonly path?: string | undefined;
  /** The file to judge by. Default: the one in the folder, or else a tenth of the sentences is held out. */
  readonly validation?: string | undefined;
}

/**
 * A task whose rows are sentences in columns (see {@link readConll}).
 *
 * Tags in IOB1 are given as IOB2, which says the same without a look at the tag before; the other schemes stay as they are.
 *
 * @example
 * const task = createNerTask('conll', { path: 'conll2003', scheme: 'IOB1' });
 * const { train, labels } = await task.load();
 */
export function createNerTask(name: string, options: NerTaskOptions = {}): TokenClassificationTask {
  return {
    specificationVersion: 'v1',
    kind: 'token-classification',
    name,
    metric: 'entityF1',
    load: (loading) => loadSentences(name, options, loading),
  };
}

/** The task `ner`: the files of WNUT-17 or CoNLL-2003, or others with such names, in IOB2. */
export const NER_TASK = createNerTask('ner');

async function loadSentences(
  name: string,
  { path: place, validation, ...format }: NerTaskOptions,
  { path, onBadRow, signal }: TaskLoadOptions = {},
): Promise<LabelledTaskData<TaggedExample>> {
  if (place === undefined && path === undefined) {
    throw new ConfigError(`${name}: no data is given; give the path of a file or folder of tagged sentences`, {
      task: name,
    });
  }
  const found = await locateConllFiles(name, resolve(path ?? '.', place ?? ''));
  const files = validation === undefined ? found : { ...found, validation: resolve(path ?? '.', validation) };
  const badRows = new BadRows(onBadRow);
  const read = async (file: string) => {
    const sentences = requireRows(await readConll({ ...format, path: file, badRows, signal }), file, badRows);
    return format.scheme === 'IOB1' ? sentences.map(fromIob1) : sentences;
  };
  const parts = await readParts(files, read);
  return { ...toExamples(parts, files.train), skipped: badRows.skipped };
}

interface Parts {
  readonly train: readonly TaggedSentence[];
  readonly validation: readonly TaggedSentence[];
  readonly test?: readonly TaggedSentence[];
}

async function readParts(
  { train, validation, test }: ConllFiles,
  read: (path: string) => Promise<readonly TaggedSentence[]>,
): Promise<Parts> {
  const sentences = await read(train);
  if (validation === undefined) return holdOut(sentences, { keyOf: ({ words }) => words.join(' '), path: train });
  const judged = { train: sentences, validation: await read(validation) };
  return test === undefined ? judged : { ...judged, test: await read(test) };
}

/** Tags as positions in the list of all that there are: `O`, then the others by code point. */
function toExamples({ train, validation, test }: Parts, path: string): LabelledTaskData<TaggedExample> {
  const tags = new Set([train, validation, test ?? []].flatMap((part) => part.flatMap((sentence) => sentence.tags)));
  tags.delete(OUTSIDE);
  const labels = [OUTSIDE, ...[...tags].sort(compareCodePoints)];
  if (!train.some((sentence) => sentence.tags.some((tag) => tag !== OUTSIDE))) {
    throw new FormatError(`${path}: all words have the tag ${OUTSIDE}; a tagger learns from two tags or more`, {
      path,
    });
  }
  const positions = positionsOf(labels);
  const convert = (sentences: readonly TaggedSentence[]) =>
    sentences.map(({ words, tags: names }) => ({ words, tags: names.map((tag) => positions.get(tag) as number) }));
  const further = test === undefined ? {} : { further: { test: convert(test) } };
  return { labels, train: convert(train), validation: convert(validation), ...further };
}

function fromIob1({ words, tags }: TaggedSentence): TaggedSentence {
  return { words, tags: convertTags(tags, { from: 'IOB1', to: 'IOB2' }) };
}
