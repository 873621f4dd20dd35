import { withRoom } from '../growing-arrays.js';

/** Lists of word numbers in one pool; the cells of a list that has been read are used again. */
export class WordLists {
  #words = new Int32Array(1 << 16);
  #nexts = new Int32Array(1 << 16);
  /** The first free cell below `#used`, or -1. */
  #free = -1;
  #used = 0;

  /**
   * Puts a word in front of a list, unless it is there already: the words of a list come one after another.
   *
   * @param head - The list, -1 for an empty one.
   * @returns The longer list.
   */
  add(head: number, word: number): number {
    if (head >= 0 && this.#words[head] === word) return head;
    const cell = this.#takeCell();
    this.#words[cell] = word;
    this.#nexts[cell] = head;
    return cell;
  }

  /** Hands on the words of a list, which is no list any more afterwards. */
  drain(head: number, take: (word: number) => void): void {
    for (let cell = head; cell >= 0; ) {
      take(this.#words[cell]!);
      const next = this.#nexts[cell]!;
      this.#nexts[cell] = this.#free;
      this.#free = cell;
      cell = next;
    }
  }

  #takeCell(): number {
    if (this.#free < 0) {
      const cell = this.#used++;
      this.#words = withRoom(this.#words, this.#used);
      this.#nexts = withRoom(this.#nexts, this.#used);
      return cell;
    }
    const cell = this.#free;
    this.#free = this.#nexts[cell]!;
    return cell;
  }
}
