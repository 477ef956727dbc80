// A Worker: `workerd test` calls `test`, and miniflare `fetch`.
import { runAll } from "../suite.ts";

export default {
  async test(): Promise<void> {
    console.log(JSON.stringify(await runAll()));
  },
  async fetch(): Promise<Response> {
    return Response.json(await runAll());
  },
};
