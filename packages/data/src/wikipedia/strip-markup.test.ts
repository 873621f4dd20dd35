import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripMarkup } from './strip-markup.js';

/** Markup, and the paragraphs that remain of it. */
const examples: [string, string, string[]][] = [
  ['emphasis', "'''Bold''', ''italic'', '''''both''''' and it's", ["Bold, italic, both and it's"]],
  ['headings', '== History ==\nText.\n=== Early ===\nMore.', ['Text.', 'More.']],
  [
    'links',
    'a [[cat]], two [[cat|cats]], [[cat]]s and [[:Category:Cats|all cats]]',
    ['a cat, two cats, cats and all cats'],
  ],
  ['a link that hides its addition', 'the [[Mercury (planet)|]] and [[Help:Links|]]', ['the Mercury and Links']],
  [
    'external links',
    'a [http://example.org/a?b=c site], [https://example.org] and [//example.org/ other]',
    ['a site, and other'],
  ],
  [
    'brackets that are no link',
    'He [Aristotle] refers to {sets} and [...]',
    ['He [Aristotle] refers to {sets} and [...]'],
  ],
  ['files with links in their captions', 'A[[File:a.jpg|thumb|A [[cat]] and a [[dog|hound]]]] b', ['A b']],
  ['categories and other languages', 'Text.\n[[Category:Cats]]\n[[de:Katze]]\n[[zh-yue:x]]', ['Text.']],
  ['templates in templates', 'A {{a|{{b|c}}|d={{e}}}}cat.{{f\n|g=h\n}}', ['A cat.']],
  ['a template with an empty value', 'A{{a|b=|}} cat {{c|}}sits', ['A cat sits']],
  ['tables in tables', 'Before.\n{| class="a"\n|-\n| b\n{|\n| c {{d}}\n|}\n|}\nAfter.', ['Before.', 'After.']],
  ['references', 'One.<ref name="a">See [[b]].</ref> Two.<ref name=c /> Three.<REF>d</REF>', ['One. Two. Three.']],
  [
    'formulas, code listings, galleries',
    'a<math>x < y</math> b<gallery>\nFile:c.jpg|d\n</gallery><pre>e</pre>',
    ['a b'],
  ],
  ['comments', 'a<!-- b\n\nc --> d', ['a d']],
  ['tags', 'H<sub>2</sub>O <span style="a > b">is</span> <small>wet</small> 1 < 2', ['H2O is wet 1 < 2']],
  ['line breaks in tags', 'One<br />two<div>three</div>', ['One two three']],
  [
    'entities',
    'caf&eacute;&nbsp;&ndash; 5&thinsp;km &amp; &#233; &unknown; &lt;b&gt;',
    ['café – 5 km & é &unknown; <b>'],
  ],
  ['list items', 'Text:\n* one\n# two\n; three\n: a quotation\nAfter.', ['Text:', 'a quotation After.']],
  ['blank lines and line ends', 'One\nline.\n\nTwo.', ['One line.', 'Two.']],
  [
    'what templates leave in parentheses',
    'Cat ({{lang|la|felis}}; {{IPA|x}}) is ({{a}}, born 1950) .',
    ['Cat is (born 1950).'],
  ],
  ['magic words', '__NOTOC__Text__TOC__ __a__', ['Text __a__']],
  ['a page without words', '{{infobox}}\n* 1\n123\n', []],
  ['an unclosed template', 'a {{b cat', ['a b cat']],
  ['an unclosed reference', 'a <ref>b cat', ['a b cat']],
  ['an unclosed link and an unopened one', 'a [[cat and a dog]] ]] [[', ['a cat and a dog']],
];

describe('stripMarkup', () => {
  it.each(examples)('%s', (_, markup, paragraphs) => {
    expect(stripMarkup(markup)).toEqual(paragraphs);
  });

  it('knows files and categories by the names of the dump', () => {
    const namespaces = new Set(['datei', 'kategorie']);
    expect(stripMarkup('Ein [[Datei:a.jpg|mini|Bild]]Text.[[Kategorie:B]]', { namespaces })).toEqual(['Ein Text.']);
  });

  it('leaves text without markup as it is, but for white space', () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z,.]*[a-z]$/), { minLength: 1 });
    fc.assert(
      fc.property(words, (list) => {
        expect(stripMarkup(list.join(' \t'))).toEqual([list.join(' ')]);
      }),
    );
  });

  it('survives any order of brackets, and leaves no template and no link', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{|',
      '|}',
      '[[',
      ']]',
      '|',
      '\n',
      '<ref>',
      '</ref>',
      '<!--',
      '-->',
      'a ',
      '==',
      "''",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        for (const paragraph of stripMarkup(parts.join(''))) {
          expect(paragraph).not.toMatch(/\[\[|\]\]|\n/);
          expect(paragraph.trim()).toBe(paragraph);
        }
      }),
      { numRuns: 500 },
    );
  });

  const pieces = ['<ref>', '<!--', '{{', '[[', '{|\n', '<b ', "''", '(', '[http://'];
  const nested: [string, string][] = [
    ...pieces.map((piece): [string, string] => [piece, '']),
    ['{|\n', '}}'],
    ['\n{|', '\n|}'],
    ['[[a', ']]'],
    ['[[a|', 'b]]'],
    ['{{a', '}}'],
    ['<ref>', '</ref>'],
  ];

  it.each(nested)('takes time in proportion to %j ... %j', (opening, closing) => {
    // 200,000 of them: what is quadratic takes minutes.
    const start = performance.now();
    stripMarkup(opening.repeat(200_000) + closing.repeat(200_000));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
