/** Attributes of an element; one that is undefined is left out. */
export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;

/** An element as text. @param content elements as text, or a text that was escaped */
export function svgElement(name: string, attributes: SvgAttributes, content = ''): string {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const written = pairs.map(([key, value]) => ` ${key}="${escapeXml(shortened(value as string | number))}"`).join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** A `text` element. */
export function svgText(text: string, attributes: SvgAttributes): string {
  return svgElement('text', attributes, escapeXml(text));
}

/** Text that means itself in XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A tenth of a pixel is enough. */
function shortened(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}
