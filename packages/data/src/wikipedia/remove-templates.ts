/**
 * Removes templates `{{...}}` and tables `{|...|}`, one within the other to any depth.
 *
 * One walk over the brackets with a stack. A bracket without its other half is removed alone: a page with an unclosed template
 * keeps its text.
 */

const BRACKET = /\{\{|\}\}|\{\||\|\}/g;

interface Opening {
  readonly bracket: string;
  readonly at: number;
  /** Whether a bracket of each kind is open, this one included. */
  readonly isOpen: ReadonlySet<string>;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The markup without templates and tables. */
export function removeTemplates(markup: string): string {
  const kept: string[] = [];
  let done = 0;
  for (const { start, end } of outermost(findSpans(markup))) {
    kept.push(markup.slice(done, start));
    done = end;
  }
  kept.push(markup.slice(done));
  return kept.join('');
}

/** What is to be removed, in the order of the ends: spans may be within later ones, but never overlap otherwise. */
function findSpans(markup: string): Span[] {
  const spans: Span[] = [];
  const open: Opening[] = [];
  BRACKET.lastIndex = 0;
  for (let found = BRACKET.exec(markup); found !== null; found = BRACKET.exec(markup)) {
    const [bracket] = found;
    const at = found.index;
    if (bracket === '{{' || (bracket === '{|' && startsLine(markup, at)))
      open.push({ bracket, at, isOpen: withBracket(open.at(-1)?.isOpen, bracket) });
    else if (bracket === '}}') close('{{', at, at + 2, open, spans);
    // `{{name|}}` ends with an empty value: its bar is no end of a table.
    else if (bracket === '|}' && (markup[at + 2] !== '}' || open.at(-1)?.bracket === '{|'))
      close('{|', at, at + 2, open, spans);
    else if (bracket === '|}') BRACKET.lastIndex = at + 1;
  }
  for (const { at } of open) spans.push({ start: at, end: at + 2 });
  return spans;
}

const NONE: ReadonlySet<string> = new Set();

function withBracket(isOpen: ReadonlySet<string> = NONE, bracket: string): ReadonlySet<string> {
  return isOpen.has(bracket) ? isOpen : new Set([...isOpen, bracket]);
}

/** Removes from the innermost opening bracket of that kind on; others that were opened since lose their other half. */
function close(bracket: string, at: number, end: number, open: Opening[], spans: Span[]): void {
  // Looked for among the openings only when it is there, and then those behind it go: so no opening is passed twice.
  const index = open.at(-1)?.isOpen.has(bracket) ? open.findLastIndex((opening) => opening.bracket === bracket) : -1;
  if (index < 0) {
    spans.push({ start: at, end });
    return;
  }
  spans.push({ start: (open[index] as Opening).at, end });
  open.length = index;
}

function outermost(spans: Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || span.start >= last.end) kept.push(span);
  }
  return kept;
}

/** A table begins a line; elsewhere `{|` is text, such as a set in a formula. */
function startsLine(markup: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (markup[before] === ' ' || markup[before] === ':' || markup[before] === '*')) before--;
  return before < 0 || markup[before] === '\n';
}
