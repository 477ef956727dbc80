import { Clock, install } from "./clock.ts";
import { Path } from "./path.ts";
import type { Setting } from "./setting.ts";
import { Broken } from "./spec.ts";
import { type Form, rejections, Stage } from "./stage.ts";

/** What was found in the orders of one setting. */
export interface Found {
  readonly form: string;
  readonly setting: string;
  /** How many orders there are. */
  readonly orders: number;
  /** How many of them break a promise, and the shortest for each promise. */
  readonly failed: number;
  readonly failures: readonly Failure[];
}

/** An order that breaks a promise. */
export interface Failure {
  /** What it is tried again by. */
  readonly id: string;
  readonly promise: string;
  readonly steps: number;
  readonly words: readonly string[];
}

/**
 * Tries every order of a setting.
 *
 * @param name The name of the form.
 * @param form What is tried.
 * @param setting How it is called, and what may happen.
 * @param longest How many steps are tried at most.
 */
export async function explore(
  name: string,
  form: Form,
  setting: Setting,
  longest: number = Infinity,
): Promise<Found> {
  const path = new Path();
  const shortest = new Map<
    string,
    Omit<Failure, "id" | "words"> & { path: string }
  >();
  let orders = 0;
  let failed = 0;
  do {
    orders++;
    const { broken, steps } = await playOnce(form, setting, path, { longest });
    if (broken === undefined || steps > longest) continue;
    failed++;
    const promise = toPromise(broken);
    // Whatever the numbers are, it is the same promise.
    const kind = promise.replaceAll(/-?\d+/g, "N");
    const known = shortest.get(kind);
    if (known === undefined || steps < known.steps) {
      shortest.set(kind, { promise, path: path.toString(), steps });
    }
  } while (path.next());

  const failures: Failure[] = [];
  for (const { promise, path, steps } of shortest.values()) {
    const { words } = await replay(form, setting, path);
    failures.push({
      id: `${name}/${setting.name}:${path}`,
      promise,
      steps,
      words,
    });
  }
  failures.sort((a, b) => a.steps - b.steps);
  return { form: name, setting: setting.name, orders, failed, failures };
}

/** Tries one order again, and tells what happens in it. */
export async function replay(
  form: Form,
  setting: Setting,
  path: string,
): Promise<{ broken: unknown; words: readonly string[] }> {
  const { broken, words } = await playOnce(
    form,
    setting,
    Path.parse(path),
    { isTold: true },
  );
  return { broken, words: words! };
}

let clock = new Clock();

async function playOnce(
  form: Form,
  setting: Setting,
  path: Path,
  { isTold = false, longest = Infinity },
): Promise<{ broken: unknown; steps: number; words: string[] | undefined }> {
  using stage = new Stage(form, setting, path, isTold);
  clock = stage.clock;
  stage.longest = longest;
  rejections.length = 0;
  const broken = await stage.play();
  const { steps, words } = stage;
  return { broken, steps, words };
}

/** Puts fake time in place. */
export function useFakeTime(): Disposable {
  return install(() => clock);
}

function toPromise(broken: unknown): string {
  if (broken instanceof Broken) return broken.message;
  return broken instanceof Error && broken.stack
    ? broken.stack
    : String(broken);
}
