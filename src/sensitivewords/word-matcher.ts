import { fold } from "./fold";

export interface MatchWord {
  /** As `fold` gives it. */
  folded: string;
  wholeWord: boolean;
}

export interface Match<W> {
  word: W;
  /** UTF-16 offsets in the original text, end exclusive. */
  start: number;
  end: number;
}

interface Node<W> {
  next: Map<number, Node<W>>;
  /** Where to go on when no letter fits: the longest ending of what was read that begins a word. */
  fail: Node<W> | null;
  words: W[];
  /** The nearest node along `fail` with words of its own. */
  shorter: Node<W> | null;
}

function newNode<W>(): Node<W> {
  return { next: new Map(), fail: null, words: [], shorter: null };
}

/**
 * Aho–Corasick: finds all words of a list in one pass over the text, however long the list is.
 *
 * @see https://doi.org/10.1145/360825.360855
 */
export class WordMatcher<W extends MatchWord> {
  readonly #root = newNode<W>();
  readonly size: number;

  constructor(words: readonly W[]) {
    const used = words.filter((word) => word.folded.length > 0);
    this.size = used.length;
    for (const word of used) this.#add(word);
    this.#link();
  }

  #add(word: W): void {
    let node = this.#root;
    for (let i = 0; i < word.folded.length; i += 1) {
      const unit = word.folded.charCodeAt(i);
      let next = node.next.get(unit);
      if (!next) {
        next = newNode<W>();
        node.next.set(unit, next);
      }
      node = next;
    }
    node.words.push(word);
  }

  /** Level by level, so that a node's shorter endings are linked before it. */
  #link(): void {
    const queue: Node<W>[] = [];
    for (const node of this.#root.next.values()) {
      node.fail = this.#root;
      queue.push(node);
    }
    for (let i = 0; i < queue.length; i += 1) {
      const node = queue[i]!;
      for (const [unit, next] of node.next) {
        let fail = node.fail;
        while (fail && !fail.next.has(unit)) fail = fail.fail;
        next.fail = fail?.next.get(unit) ?? this.#root;
        next.shorter = next.fail.words.length > 0 ? next.fail : next.fail.shorter;
        queue.push(next);
      }
    }
  }

  /** Every place of every word, by where they end. */
  find(original: string): Match<W>[] {
    if (this.size === 0) return [];
    const { text, origins } = fold(original);
    const matches: Match<W>[] = [];
    let node = this.#root;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      let next = node.next.get(unit);
      while (!next && node.fail) {
        node = node.fail;
        next = node.next.get(unit);
      }
      node = next ?? this.#root;
      for (let at: Node<W> | null = node; at; at = at.shorter) {
        for (const word of at.words) {
          const start = i + 1 - word.folded.length;
          if (word.wholeWord && !standsAlone(text, start, i + 1)) continue;
          matches.push({ word, start: origins ? origins[start]! : start, end: endOf(origins, i) });
        }
      }
    }
    return matches;
  }
}

/** The end of the character that the unit belongs to. */
function endOf(origins: number[] | null, index: number): number {
  if (!origins) return index + 1;
  const begin = origins[index]!;
  for (let i = index + 1; i < origins.length; i += 1) if (origins[i]! > begin) return origins[i]!;
  return origins.at(-1)!;
}

const LATIN = /[\p{Script=Latin}\p{Nd}_]/u;

/** A Latin letter or digit at the edge of the word must not go on outside of it. Chinese has no such edge. */
function standsAlone(text: string, start: number, end: number): boolean {
  const touches = (inside: string, outside: string | undefined) =>
    outside !== undefined && LATIN.test(inside) && LATIN.test(outside);
  return !touches(text[start]!, text[start - 1]) && !touches(text[end - 1]!, text[end]);
}
