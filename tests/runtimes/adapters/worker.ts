// A Worker: `workerd test` calls `test`, and miniflare `fetch`.
import { AsyncLocalStorage } from "node:async_hooks";
import { runAll } from "../suite.ts";

interface Env {
  FAULTS: string;
}

Object.assign(globalThis, { AsyncLocalStorage });

export default {
  async test(_: unknown, { FAULTS }: Env): Promise<void> {
    console.log(JSON.stringify(await runAll(FAULTS)));
  },
  async fetch(_: Request, { FAULTS }: Env): Promise<Response> {
    return Response.json(await runAll(FAULTS));
  },
};
