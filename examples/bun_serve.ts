import process from "node:process";
import { handle } from "./handler.ts";

const upstream = process.env.UPSTREAM ?? "https://example.com/";

// Bun hands what a program exports by default to `Bun.serve`.
export default {
  hostname: "127.0.0.1",
  port: Number(process.env.PORT ?? 8000) as number,
  fetch: (request: Request): Promise<Response> => handle(request, upstream),
};
