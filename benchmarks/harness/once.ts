/** What a function gives, made when it is asked for the first time: cases share it. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The same for each of several things, which a key tells apart. */
export function onceEach<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key, make) => {
    const each = made.get(key) ?? make();
    made.set(key, each);
    return each;
  };
}
