import { handle } from "./handler.ts";

const upstream = Deno.env.get("UPSTREAM") ?? "https://example.com/";

Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.env.get("PORT") ?? 8000) },
  (request) => handle(request, upstream),
);
