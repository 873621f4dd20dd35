import type { Page } from './read-pages.js';

/** What a page is left out for; `article` is what stays. */
export type PageKind = 'article' | 'other namespace' | 'redirect' | 'disambiguation page' | 'list page';

/** `#REDIRECT [[Elsewhere]]`, for dumps without the element. */
const REDIRECT = /^\s*#redirect\b/i;
/** Templates that mark a page as one that only tells meanings apart (English Wikipedia, Category:Disambiguation message boxes). */
const DISAMBIGUATION =
  /\{\{\s*(?:disambig(?:uation)?(?:[ _-][^{}|]*)?|dab|geodis|hndis|numberdis|roaddis|schooldis|surname|given[ _]name|human[ _]name[ _]disambiguation)\s*[|}]|__DISAMBIG__/i;
const LIST_TITLE = /^(?:lists?|index|outline|table)\s+of\s/i;

/** What a page is, told from its title, its namespace and the marks in its text. English Wikipedia's conventions. */
export function pageKind({ title, namespace, isRedirect, text }: Page): PageKind {
  if (namespace !== 0) return 'other namespace';
  if (isRedirect || REDIRECT.test(text)) return 'redirect';
  if (/\(disambiguation\)$/i.test(title) || DISAMBIGUATION.test(text)) return 'disambiguation page';
  return LIST_TITLE.test(title) ? 'list page' : 'article';
}
