import { retry } from "../../../mod.ts";
import { type Cases, equal, thrownBy } from "./check.ts";

const options = { on: TypeError, waitInitial: 1, waitJitter: 0 };

class Flaky {
  static calls = 0;
  calls = 0;

  @retry(options)
  async load(id: string): Promise<string> {
    if (this.calls++ < 2) throw new TypeError();
    return await Promise.resolve(`${id} after ${this.calls}`);
  }

  @retry(options)
  static async load(): Promise<number> {
    if (this.calls++ < 1) throw new TypeError();
    return await Promise.resolve(this.calls);
  }

  @retry(options)
  async #hidden(): Promise<number> {
    if (this.calls++ < 1) throw new TypeError();
    return await Promise.resolve(this.calls);
  }

  hidden(): Promise<number> {
    return this.#hidden();
  }

  @retry(options)
  async *items(): AsyncGenerator<number> {
    yield this.calls;
    if (this.calls++ < 1) throw new TypeError();
  }
}

export const decorators: Cases = {
  async "retry() decorates a method"() {
    equal(await new Flaky().load("42"), "42 after 3");
    equal(Flaky.prototype.load.name, "load");
  },
  async "retry() decorates a static method"() {
    equal(await Flaky.load(), 2);
  },
  async "retry() decorates a #private method"() {
    equal(await new Flaky().hidden(), 2);
  },
  async "retry() decorates an async generator method"() {
    const seen = [];
    for await (const item of new Flaky().items()) seen.push(item);
    equal(seen, [0, 1]);
  },
  async "retry() decorates nothing but methods"() {
    const decorate = retry(options) as unknown as (
      value: undefined,
      context: object,
    ) => void;
    const context = { kind: "field", name: "load" };
    const error = await thrownBy(() => decorate(undefined, context));
    equal(error instanceof TypeError, true);
  },
};
