/**
 * Text to learn a language from: documents one after another, never all of them at once.
 *
 * A corpus is read anew by each loop over it, and holds one document at a time, so a dump of 20 GB needs no more memory than one
 * of 2 MB. Cleaning takes a corpus and gives a corpus; what each of them left out is counted and never silent.
 */

/** A text that hangs together: an article, a book, a scene. */
export interface Document {
  readonly title?: string;
  /** In their order, none of them empty. */
  readonly paragraphs: readonly string[];
}

/** What the latest loop over a corpus has come across so far. */
export interface CorpusCounts {
  /** Documents given out. */
  readonly documents: number;
  /** Paragraphs of these documents. */
  readonly paragraphs: number;
  /** What was left out or repaired, here and in the corpora that this one is made from: a count for each reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/**
 * Documents that can be read again and again.
 *
 * @example
 * for await (const { title, paragraphs } of readWikipediaDump('enwiki-pages-articles.xml.bz2')) console.log(title);
 */
export interface Corpus extends AsyncIterable<Document> {
  /** What it is read from, for messages: a path. */
  readonly source: string;
  /** Of the latest loop; two loops at once share them. */
  readonly counts: CorpusCounts;
}

/** Counts one more of `reason` in {@link CorpusCounts.leftOut}. */
export type CountLeftOut = (reason: string, count?: number) => void;

/** How {@link createCorpus} makes a corpus. */
export interface CorpusDefinition {
  readonly source: string;
  /** The corpus that the documents come from, when they come from one: its counts are part of the new one's. */
  readonly from?: Corpus;
  /** Starts to read from the beginning. */
  readonly read: (countLeftOut: CountLeftOut) => AsyncIterable<Document>;
}

/**
 * A corpus from a function that reads it: what a reader of another format, or another way of cleaning, is written with.
 *
 * @example
 * const shout = createCorpus({
 *   source: corpus.source,
 *   from: corpus,
 *   async *read() {
 *     for await (const document of corpus) yield { ...document, title: document.title?.toUpperCase() };
 *   },
 * });
 */
export function createCorpus({ source, from, read }: CorpusDefinition): Corpus {
  let [documents, paragraphs] = [0, 0];
  let leftOut: Record<string, number> = {};
  async function* loop(): AsyncGenerator<Document> {
    [documents, paragraphs, leftOut] = [0, 0, {}];
    const counts = leftOut;
    const countLeftOut: CountLeftOut = (reason, count = 1) => {
      if (count > 0) counts[reason] = (counts[reason] ?? 0) + count;
    };
    for await (const document of read(countLeftOut)) {
      documents++;
      paragraphs += document.paragraphs.length;
      yield document;
    }
  }
  return {
    source,
    get counts() {
      return { documents, paragraphs, leftOut: { ...from?.counts.leftOut, ...leftOut } };
    },
    [Symbol.asyncIterator]: loop,
  };
}

/** A corpus of documents that are in memory already: for tests and small things. */
export function corpusOf(documents: Iterable<Document>, source = 'documents in memory'): Corpus {
  return createCorpus({
    source,
    async *read() {
      yield* documents;
    },
  });
}
