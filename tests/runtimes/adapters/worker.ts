// A Worker: `workerd test` calls `test`, and miniflare `fetch`.
import { runAll } from "../suite.ts";

interface Env {
  FAULTS: string;
}

export default {
  async test(_: unknown, { FAULTS }: Env): Promise<void> {
    console.log(JSON.stringify(await runAll(FAULTS)));
  },
  async fetch(_: Request, { FAULTS }: Env): Promise<Response> {
    return Response.json(await runAll(FAULTS));
  },
};
