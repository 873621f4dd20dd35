/**
 * Removes comments and HTML-like elements from MediaWiki's markup: of some with all that is in them (references, formulas, tables),
 * of the others only the tags.
 *
 * One walk from left to right. An element without its end loses only its tag: to look for the end of each anew would take
 * quadratic time, so that there is none is remembered.
 */

/** Elements whose content is no prose. */
const WITHOUT_PROSE =
  'ref|references|math|chem|ce|gallery|timeline|score|syntaxhighlight|source|table|imagemap|hiero|graph|mapframe|maplink|' +
  'templatedata|inputbox|categorytree|charinsert|style|script|noinclude|includeonly|pre';
const OPENING = new RegExp(`(${WITHOUT_PROSE})(?=[\\s/>])`, 'iy');
/** A tag of any other element: `<br />`, `</div>`, `<span class="a > b">`. Quotes may hold the sign that ends it. */
const TAG = /\/?([a-z][a-z0-9]*)(?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?\/?>/iy;
const STARTS_A_LINE = new Set([
  'p',
  'div',
  'br',
  'li',
  'ul',
  'ol',
  'dl',
  'dd',
  'dt',
  'hr',
  'center',
  'blockquote',
  'poem',
]);

/** The markup without them; what parts paragraphs leaves a line break. */
export function removeElements(markup: string): string {
  const kept: string[] = [];
  const missing = new Set<string>();
  let done = 0;
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', Math.max(done, at + 1))) {
    const removed = elementAt(markup, at, missing);
    if (removed === undefined) continue;
    kept.push(markup.slice(done, at), removed.instead);
    done = removed.end;
  }
  kept.push(markup.slice(done));
  return kept.join('');
}

interface Removed {
  readonly end: number;
  readonly instead: string;
}

function elementAt(markup: string, at: number, missing: Set<string>): Removed | undefined {
  if (markup.startsWith('<!--', at)) {
    const end = findEnd(markup, '-->', at + 4, missing);
    return end === undefined ? undefined : { end, instead: '' };
  }
  TAG.lastIndex = at + 1;
  const tag = TAG.exec(markup);
  if (tag === null) return undefined;
  const endOfTag = TAG.lastIndex;
  const name = (tag[1] as string).toLowerCase();
  OPENING.lastIndex = at + 1;
  if (OPENING.test(markup) && !tag[0].endsWith('/>')) {
    const end = findEnd(markup, `</${name}`, endOfTag, missing);
    if (end !== undefined) return { end: endOfClosingTag(markup, end), instead: '' };
  }
  return { end: endOfTag, instead: STARTS_A_LINE.has(name) ? '\n' : '' };
}

/** Behind the next `wanted`; nothing is looked for again once it was missing, since it is missing from any later place, too. */
function findEnd(markup: string, wanted: string, from: number, missing: Set<string>): number | undefined {
  if (missing.has(wanted)) return undefined;
  const search = new RegExp(wanted, 'gi');
  search.lastIndex = from;
  if (search.test(markup)) return search.lastIndex;
  missing.add(wanted);
  return undefined;
}

function endOfClosingTag(markup: string, from: number): number {
  const end = markup.indexOf('>', from);
  return end < 0 ? markup.length : end + 1;
}
