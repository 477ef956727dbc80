import { retry } from "../../../mod.ts";
import { type Cases, equal, thrownBy } from "./check.ts";

const options = { on: TypeError, waitInitial: 1, waitJitter: 0, attempts: 3 };

export const generators: Cases = {
  async "an async generator starts over"() {
    let calls = 0;
    const items = retry(options)(async function* () {
      yield 1;
      if (calls++ === 0) throw new TypeError();
      yield 2;
    });
    const seen = [];
    for await (const item of items()) seen.push(item);
    equal(seen, [1, 1, 2]);
  },
  async "an async generator throws its last error"() {
    const last = new TypeError();
    let calls = 0;
    // deno-lint-ignore require-yield -- it fails first
    const items = retry(options)(async function* () {
      throw ++calls === 3 ? last : new TypeError();
    });
    equal(await thrownBy(items().next()) === last, true);
  },
  async "values and errors are sent into an async generator"() {
    const items = retry(options)(async function* () {
      const sent: string = yield "first";
      try {
        yield `got ${sent}`;
      } catch (error) {
        yield `caught ${error}`;
      }
      return "end";
    });
    const running = items();
    equal((await running.next()).value, "first");
    equal((await running.next("this")).value, "got this");
    equal((await running.throw("that")).value, "caught that");
    equal(await running.next(), { value: "end", done: true });
  },
  async "leaving an async generator closes it"() {
    let closed = 0;
    const items = retry(options)(async function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        closed++;
      }
    });
    for await (const _ of items()) break;
    equal(closed, 1);
  },
};
