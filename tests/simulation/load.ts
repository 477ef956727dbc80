/** How many requests there were, bin of time by bin of time. */
export class Load {
  readonly counts: number[] = [];

  /** Adds requests to a bin. */
  add(bin: number, requests = 1): void {
    while (this.counts.length <= bin) this.counts.push(0);
    this.counts[bin] = this.in(bin) + requests;
  }

  /** The requests in one bin. */
  in(bin: number): number {
    return this.counts[bin] ?? 0;
  }

  /** The most requests in one bin. */
  get peak(): number {
    return Math.max(0, ...this.counts);
  }

  /** The load in bins that are as long as several of these. */
  coarser(bins: number): Load {
    const coarse = new Load();
    this.counts.forEach((count, bin) =>
      coarse.add(Math.floor(bin / bins), count)
    );
    return coarse;
  }
}

/** The load that several make together. */
export function total(loads: readonly Load[]): Load {
  const sum = new Load();
  for (const load of loads) {
    load.counts.forEach((count, bin) => sum.add(bin, count));
  }
  return sum;
}
