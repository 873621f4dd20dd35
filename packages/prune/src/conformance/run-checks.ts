/** What both kits of this package have in common: checks by name, those that are left out, and what one says that throws. */

/** Checks that are left out, by name, each with the reason. */
export type SkippedChecks<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The names of the checks that run. */
export function checksToRun<Name extends string>(names: readonly Name[], skip: SkippedChecks<Name>): Name[] {
  return names.filter((name) => skip[name] === undefined);
}

/** What a check found, as sentences that begin with its name. */
export function named(name: string, violations: readonly string[]): string[] {
  return violations.map((violation) => `${name}: ${violation}`);
}

/** What is said of a check that ended in an error. */
export function endedIn(error: unknown): string[] {
  return [`it ended in '${String(error)}'`];
}

/** A skip of what is not checked, or without a reason, would hide something from whoever reads the test. */
export function skipViolations(names: readonly string[], skip: Readonly<Partial<Record<string, string>>>): string[] {
  return Object.entries(skip).flatMap(([name, reason]) => {
    if (!names.includes(name)) return [`skip: there is no check '${name}'; there are ${names.join(', ')}`];
    return reason?.trim() ? [] : [`skip: '${name}' needs a reason`];
  });
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A proper name, the same at every call, of something that is made at every call. */
export function identityViolations(create: () => { readonly name: string }): string[] {
  const [criterion, other] = [create(), create()];
  const violations: string[] = [];
  const { name } = criterion;
  if (!NAME.test(name)) violations.push(`the name '${name}' is not in kebab-case, like 'first-order'`);
  if (criterion === other) violations.push('the function must make a criterion of its own at every call');
  if (name !== other.name) violations.push(`the name is '${name}', and '${other.name}' the next time`);
  return violations;
}
