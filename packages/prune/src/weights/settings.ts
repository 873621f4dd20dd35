/** What a criterion or a schedule hangs on beside its name, as JSON has it. */
export type Settings = Readonly<Record<string, number | string | boolean>>;

/** Name and settings, for a checkpoint: what is resumed must be the same. Nobody there is null. */
export function identityOf(part: { readonly name: string; readonly settings?: Settings } | undefined) {
  return part === undefined ? null : { name: part.name, settings: part.settings ?? {} };
}
