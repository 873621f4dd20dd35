/** How documents and paragraphs are told apart in a file of plain text. */
import type { Document } from './corpus.js';

/**
 * - `blocks`: a file is a document; blank lines part its paragraphs, whose lines are joined. Books, as in BookCorpus or Gutenberg.
 * - `lines`: a file is a document, each line a paragraph.
 * - `documents`: blank lines part documents; each line is a paragraph or sentence. What BERT's `create_pretraining_data.py` reads.
 * - `wikitext`: WikiText's files. ` = Title = ` begins a document; other headings are left out, and ` @-@ ` becomes `-` again.
 */
export type TextLayout = 'blocks' | 'lines' | 'documents' | 'wikitext';

/** Takes the lines of a file in turn, and gives each document when it is known to be whole. */
export interface DocumentBuilder {
  /** The document that this line ends, if it ends one. */
  add(line: string): Document | undefined;
  /** What is left at the end of the file, if anything is. */
  finish(): Document | undefined;
}

/** A builder for one file. */
export function createDocumentBuilder(layout: TextLayout): DocumentBuilder {
  return BUILDERS[layout]();
}

/** Whether a layout is one of those. */
export function isTextLayout(layout: string): layout is TextLayout {
  return Object.hasOwn(BUILDERS, layout);
}

/** The names of all layouts. */
export function textLayouts(): readonly string[] {
  return Object.keys(BUILDERS);
}

const BUILDERS: Readonly<Record<TextLayout, () => DocumentBuilder>> = {
  blocks: buildFromBlocks,
  lines: buildFromLines,
  documents: buildBetweenBlankLines,
  wikitext: buildFromWikitext,
};

function buildFromBlocks(): DocumentBuilder {
  const paragraphs: string[] = [];
  let lines: string[] = [];
  const endParagraph = () => {
    if (lines.length > 0) paragraphs.push(lines.join(' '));
    lines = [];
  };
  return {
    add(line) {
      const text = line.trim();
      if (text === '') endParagraph();
      else lines.push(text);
      return undefined;
    },
    finish() {
      endParagraph();
      return documentOf(paragraphs);
    },
  };
}

function buildFromLines(): DocumentBuilder {
  const paragraphs: string[] = [];
  return {
    add(line) {
      const text = line.trim();
      if (text !== '') paragraphs.push(text);
      return undefined;
    },
    finish: () => documentOf(paragraphs),
  };
}

function buildBetweenBlankLines(): DocumentBuilder {
  let builder = buildFromLines();
  return {
    add(line) {
      if (line.trim() !== '') return builder.add(line);
      const document = builder.finish();
      builder = buildFromLines();
      return document;
    },
    finish: () => builder.finish(),
  };
}

const HEADING = /^ ?= (.+) = ?$/;
/** Merity et al., "Pointer Sentinel Mixture Models", ICLR 2017: hyphens, and points and commas in numbers, stand between these. */
const JOINED = / @([-,.])@ /g;

function buildFromWikitext(): DocumentBuilder {
  let title: string | undefined;
  let builder = buildFromLines();
  const finish = (): Document | undefined => {
    const document = builder.finish();
    return document && title !== undefined ? { title, ...document } : document;
  };
  return {
    add(line) {
      const heading = HEADING.exec(line.trimEnd())?.[1];
      if (heading === undefined) return builder.add(line.replace(JOINED, '$1'));
      if (heading.startsWith('= ')) return undefined;
      const document = finish();
      title = heading.replace(JOINED, '$1');
      builder = buildFromLines();
      return document;
    },
    finish,
  };
}

function documentOf(paragraphs: readonly string[]): Document | undefined {
  return paragraphs.length === 0 ? undefined : { paragraphs };
}
