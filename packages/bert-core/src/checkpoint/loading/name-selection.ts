/**
 * Some names: all (`true`), none (`false`), those that begin with one of some prefixes (`['classifier.']`), or those that a function says.
 */
export type NameSelection = boolean | readonly string[] | ((name: string) => boolean);

/** Whether a name is among the selected ones. */
export function isSelected(selection: NameSelection, name: string): boolean {
  if (typeof selection === 'boolean') return selection;
  return typeof selection === 'function' ? selection(name) : selection.some((prefix) => name.startsWith(prefix));
}
