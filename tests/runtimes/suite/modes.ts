import {
  isActive,
  isTesting,
  retry,
  setActive,
  setTesting,
} from "../../../mod.ts";
import {
  between,
  type Cases,
  equal,
  failing,
  thrownBy,
  timed,
} from "./check.ts";

const options = { on: Error, waitInitial: 5_000 };

export const modes: Cases = {
  async "nothing is retried while it is off"() {
    const restore = setActive(false);
    const fn = failing(new Error());
    await thrownBy(retry(options)(fn)());
    equal(fn.calls, 1);
    equal(isActive(), false);
    restore[Symbol.dispose]();
    equal(isActive(), true);
  },
  async "testing mode does not wait"() {
    const restore = setTesting(true, { attempts: 3 });
    const fn = failing(new Error(), new Error(), new Error());
    between(await timed(retry(options)(fn)()), 0, 1_000);
    equal(fn.calls, 3);
    restore[Symbol.dispose]();
    equal(isTesting(), false);
  },
  async "testing mode can cap attempts"() {
    const restore = setTesting(true, { attempts: 3, cap: true });
    const fn = failing(new Error(), new Error());
    await thrownBy(retry({ ...options, attempts: 2 })(fn)());
    equal(fn.calls, 2);
    restore[Symbol.dispose]();
  },
};
