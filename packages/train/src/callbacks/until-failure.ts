/**
 * A function that is not called again once it threw: half an entry may be in its file then, and what came behind that could not be read. The
 * run is ending anyway, but it tells of its last checkpoint on the way.
 */
export function untilFailure<T>(work: (input: T) => void): (input: T) => void {
  let hasFailed = false;
  return (input) => {
    if (hasFailed) return;
    hasFailed = true;
    work(input);
    hasFailed = false;
  };
}
