/**
 * Puts the text of links in their place: `[[Target|text]]` and `[http://... text]` become `text`. Files, with their captions,
 * categories and links to the same page in other languages go.
 */

const BRACKET = /\[\[|\]\]/g;
/** Links stand in the captions of files, and those in nothing else. */
const MAXIMUM_DEPTH = 20;
/** In English, and as every MediaWiki understands them. */
const WITHOUT_TEXT = new Set(['file', 'image', 'media', 'category']);
/** `[[de:Seite]]`, also `[[zh-yue:...]]`; a colon before it makes it a link in the text. */
const LANGUAGE = /^(?:[a-z]{2,3}|simple|[a-z]{2,3}-[a-z]{2,12}(?:-[a-z]{2,12})?)$/;
const EXTERNAL = /\[(?:(?:https?:|ftp:|irc:)?\/\/|mailto:|news:)[^\s[\]]*(?:[ \t]+([^[\]\n]*))?\]/gi;

/**
 * The markup with links replaced.
 *
 * @param namespaces names of the dump's own for files and categories, in lower case, beside the English ones
 */
export function resolveLinks(markup: string, namespaces: ReadonlySet<string> = new Set()): string {
  const parts: string[] = [];
  const open: number[] = [];
  let done = 0;
  BRACKET.lastIndex = 0;
  for (let found = BRACKET.exec(markup); found !== null; found = BRACKET.exec(markup)) {
    parts.push(markup.slice(done, found.index));
    done = BRACKET.lastIndex;
    if (found[0] === '[[') open.push(parts.length);
    else if (open.length > 0) closeLink(parts, open, namespaces);
  }
  parts.push(markup.slice(done));
  const text = parts.join('');
  return text.includes('[') ? text.replace(EXTERNAL, (_, label: string | undefined) => label ?? '') : text;
}

/** Replaces the parts since the last `[[` by the text of that link. */
function closeLink(parts: string[], open: number[], namespaces: ReadonlySet<string>): void {
  const from = open.pop() as number;
  // The text within so many links would be copied for each of them.
  if (open.length < MAXIMUM_DEPTH) parts.push(linkText(parts.splice(from).join(''), namespaces));
}

function linkText(link: string, namespaces: ReadonlySet<string>): string {
  const bar = link.indexOf('|');
  const target = bar < 0 ? link : link.slice(0, bar);
  const colon = target.indexOf(':');
  if (colon > 0) {
    const prefix = target.slice(0, colon).trim();
    const namespace = prefix.toLowerCase();
    if (WITHOUT_TEXT.has(namespace) || namespaces.has(namespace)) return '';
    if (bar < 0 && LANGUAGE.test(prefix)) return '';
  }
  if (bar < 0) return target.startsWith(':') ? target.slice(1) : target;
  // `[[Target|]]` shows the target without its namespace and its brackets.
  const label = link.slice(link.lastIndexOf('|') + 1);
  return label.trim() === '' ? target.replace(/^[^:]*:\s*/, '').replace(/\s*\([^()]*\)$/, '') : label;
}
