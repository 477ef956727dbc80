import { createHash } from "node:crypto";
import { sources } from "../tools/sources.ts";

const ROOT = new URL("../../", import.meta.url);

/** Serves the package as JSR does, on this machine. */
export async function serveRegistry(): Promise<
  { url: string } & AsyncDisposable
> {
  const { name, version, exports } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  const [scope, packageName] = name.slice(1).split("/");
  const files = await readSources();
  const manifest: Record<string, object> = {};
  for (const [path, bytes] of files) {
    const checksum = createHash("sha256").update(bytes).digest("hex");
    manifest[path] = { size: bytes.length, checksum: `sha256-${checksum}` };
  }
  const documents: Record<string, object> = {
    [`/${name}/meta.json`]: {
      scope,
      name: packageName,
      latest: version,
      versions: { [version]: {} },
    },
    [`/${name}/${version}_meta.json`]: { manifest, exports: { ".": exports } },
  };

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => {
      const { pathname } = new URL(url);
      const document = documents[pathname];
      if (document) return Response.json(document);
      const source = files.get(pathname.replace(`/${name}/${version}`, ""));
      const headers = { "content-type": "text/typescript" };
      return source
        ? new Response(source, { headers })
        : new Response(null, { status: 404 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function readSources(): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const paths = ["mod.ts", ...sources().map(({ path }) => `src/${path}`)];
  return new Map(
    await Promise.all(
      paths.map(async (path) =>
        [`/${path}`, await Deno.readFile(new URL(path, ROOT))] as const
      ),
    ),
  );
}
