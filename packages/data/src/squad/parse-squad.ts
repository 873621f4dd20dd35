/**
 * Questions, contexts and answers from the JSON of SQuAD.
 *
 * Source: P. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP 2016 (1.1); P.
 * Rajpurkar, R. Jia and P. Liang, "Know What You Don't Know", ACL 2018 (2.0, with questions that have no answer).
 */
import { quote } from '@bertsmith/tensor';
import type { Answer, QuestionExample } from '../examples/example.js';
import { type BadRows, rejectRow } from '../rows/bad-rows.js';
import { readText } from '../rows/row-fields.js';
import { codePointOffsets } from './code-point-offset.js';

/** How a file is taken. */
export interface ParseSquadOptions {
  readonly path: string;
  /** Whether a question may have no answer, as in SQuAD 2.0. */
  readonly mayHaveNoAnswer: boolean;
  /** Told of questions and paragraphs that are not what they should be, with their place in the JSON. */
  readonly badRows: BadRows;
}

/**
 * The questions of a file, in its order.
 *
 * `answer_start` counts code points, {@link Answer.start} UTF-16 code units.
 *
 * @throws FormatError when the JSON has another form, or for a bad question
 */
export function parseSquad(json: unknown, options: ParseSquadOptions): QuestionExample[] {
  const ids = new Set<string>();
  return visit(json, '$', 'data', options, (article, articlePlace) =>
    visit(article, articlePlace, 'paragraphs', options, (paragraph, place) =>
      parseParagraph(paragraph, place, options, ids),
    ),
  );
}

type Item = Readonly<Record<string, unknown>>;

/** What `parse` makes of each object of a list within an object; a list that is not there is a bad row. */
function visit(
  parent: unknown,
  place: string,
  field: string,
  { path, badRows }: ParseSquadOptions,
  parse: (item: unknown, place: string) => QuestionExample[],
): QuestionExample[] {
  const items = badRows.attempt({ path, place }, () => readList(parent, field)) ?? [];
  return items.flatMap((item, index) => parse(item, `${place}.${field}[${index}]`));
}

function parseParagraph(paragraph: unknown, place: string, options: ParseSquadOptions, ids: Set<string>) {
  const { path, badRows, mayHaveNoAnswer } = options;
  const context = badRows.attempt({ path, place }, () => readText(asItem(paragraph).context, 'context'));
  if (context === undefined) return [];
  const toUtf16 = codePointOffsets(context);
  return visit(paragraph, place, 'qas', options, (item, itemPlace) => {
    const question = badRows.attempt({ path, place: itemPlace }, () => {
      const parsed = parseQuestion(asItem(item), context, toUtf16);
      if (ids.has(parsed.id)) rejectRow(`the id ${quote(parsed.id)} belongs to a question before it`);
      if (parsed.answers.length === 0 && !mayHaveNoAnswer) {
        rejectRow("the question has no answer; only the task 'squad2' has such");
      }
      ids.add(parsed.id);
      return parsed;
    });
    return question === undefined ? [] : [question];
  });
}

function parseQuestion(item: Item, context: string, toUtf16: (codePoints: number) => number): QuestionExample {
  const id = readText(item.id, 'id');
  const question = readText(item.question, 'question');
  const answers = readList(item, 'answers').map((answer, index) =>
    parseAnswer(asItem(answer), { context, toUtf16, place: `answers[${index}]` }),
  );
  const isImpossible = item.is_impossible ?? answers.length === 0;
  if (isImpossible !== (answers.length === 0)) {
    rejectRow(`is_impossible is ${JSON.stringify(isImpossible)}, and there are ${answers.length} answers`);
  }
  return { id, question, context, answers };
}

function parseAnswer(
  { text, answer_start: codePoints }: Item,
  { context, toUtf16, place }: { context: string; toUtf16: (codePoints: number) => number; place: string },
): Answer {
  const answer = readText(text, `${place}.text`);
  if (!Number.isInteger(codePoints) || (codePoints as number) < 0) {
    rejectRow(`'${place}.answer_start' is ${JSON.stringify(codePoints)}, expected a whole number from 0`);
  }
  const start = toUtf16(codePoints as number);
  const found = context.slice(start, start + answer.length);
  if (found !== answer) {
    rejectRow(`${place} is ${quote(answer)} at ${codePoints}, where the context has ${quote(found)}`);
  }
  return { text: answer, start };
}

function asItem(value: unknown): Item {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Item;
  return rejectRow('expected an object');
}

function readList(parent: unknown, field: string): readonly unknown[] {
  const list = asItem(parent)[field];
  return Array.isArray(list) ? list : rejectRow(`'${field}' is not there, or no list`);
}
