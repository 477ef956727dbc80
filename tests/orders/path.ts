interface Choice {
  index: number;
  count: number;
}

/**
 * The choices that make one order, as numbers.
 *
 * What is tried makes the same choices again, up to the last, and then takes the
 * next of it: depth first, until none is left.
 */
export class Path {
  readonly #choices: Choice[] = [];
  #depth = 0;

  /** The path that {@linkcode Path.prototype.toString} has told. */
  static parse(text: string): Path {
    const path = new Path();
    for (const index of text.split(".")) {
      path.#choices.push({ index: Number(index), count: Infinity });
    }
    return path;
  }

  /** Chooses one of so many: the first, unless the path says otherwise. */
  choose(count: number): number {
    const known = this.#choices[this.#depth];
    if (known === undefined) this.#choices.push({ index: 0, count });
    this.#depth++;
    return known?.index ?? 0;
  }

  /** Whether the next choice is made for the first time. */
  get isNew(): boolean {
    return this.#depth === this.#choices.length;
  }

  /** The place of the next choice, for {@linkcode Path.prototype.widen}. */
  get depth(): number {
    return this.#depth;
  }

  /** Adds to a choice what was not known when it was made for the first time. */
  widen(depth: number, count: number): void {
    const choice = this.#choices[depth]!;
    choice.count = Math.max(choice.count, count);
  }

  /** Goes on to the next order, and tells whether there is one. */
  next(): boolean {
    // What the last order did not come to, because it failed, is dropped.
    this.#choices.length = this.#depth;
    this.#depth = 0;
    for (;;) {
      const last = this.#choices.at(-1);
      if (last === undefined) return false;
      if (++last.index < last.count) return true;
      this.#choices.pop();
    }
  }

  toString(): string {
    const indexes = this.#choices.slice(0, this.#depth).map(({ index }) =>
      index
    );
    // What follows is the first of its kind by itself.
    while (indexes.length > 1 && indexes.at(-1) === 0) indexes.pop();
    return indexes.join(".");
  }
}
