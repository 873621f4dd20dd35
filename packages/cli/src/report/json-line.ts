/** A value as one line of JSON; a number that JSON cannot hold becomes `null`. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
