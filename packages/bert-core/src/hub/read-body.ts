import { TransientFailure } from './transient-failure.js';

/** A connection on which nothing has come for so long is as good as cut: a new one is faster than waiting for the system to notice. */
const LONGEST_SILENCE_MS = 60_000;

/** The bytes of an answer as they come. @throws TransientFailure when nothing comes any more */
export async function* readBody({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await withinSilence(reader.read());
    if (done) return;
    yield value;
  }
}

async function withinSilence<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const failure = new TransientFailure(`nothing came for ${LONGEST_SILENCE_MS / 1000} seconds`);
    timer = setTimeout(() => reject(failure), LONGEST_SILENCE_MS);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
