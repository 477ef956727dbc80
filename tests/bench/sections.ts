import type { Counted } from "./counts.ts";
import type { Line } from "./growth.ts";
import type { Section, Told } from "./section.ts";
import { COUNTS } from "./sections/counts.ts";
import { GROWTH } from "./sections/growth.ts";
import type { Requests } from "./requests.ts";
import { IMPORTS, type Imports } from "./sections/imports.ts";
import { REQUESTS } from "./sections/requests.ts";
import { type Rests, SIGNALS } from "./sections/signals.ts";
import { SIZES, type Sizes } from "./sections/sizes.ts";
import { TIMES } from "./sections/times.ts";
import { WAITING, type Weights } from "./sections/waiting.ts";
import { type Served, WORKER } from "./sections/worker.ts";
import type { Times } from "./time.ts";

/** The figures of each section, under its name on the command line. */
export interface Figures {
  times: Told<Times[]>[];
  requests: Told<Requests[]>[];
  counts: Told<Counted>[];
  waiting: Told<Weights>[];
  growth: Told<Line[]>[];
  signals: Told<Rests>[];
  worker: Told<Served>[];
  sizes: Sizes;
  imports: Told<Imports>[];
}

export type Name = keyof Figures;
/** The figures that were measured so far. */
export type Results = Partial<Figures>;

/** All sections, in the order in which they are told. */
export const SECTIONS: {
  readonly [K in Name]: Section<Figures[K]>;
} = {
  times: TIMES,
  requests: REQUESTS,
  counts: COUNTS,
  waiting: WAITING,
  growth: GROWTH,
  signals: SIGNALS,
  worker: WORKER,
  sizes: SIZES,
  imports: IMPORTS,
};
