// Errors of an iframe, and Sentry, in real browsers.
import type { Browser } from "npm:puppeteer-core@25.16.0";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { bundle } from "../tools/bundle.ts";
import { startChromium, startFirefox } from "../tools/browsers.ts";
import { needs } from "../tools/needs.ts";
import { makeProject } from "./project.ts";
import { serve } from "./server.ts";

const HERE = new URL("./", import.meta.url).pathname;

const project = await makeProject();
const server = serve();
Deno.test.afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});
const { refused, unavailable } = server;

const cases = `${project.path}/cases.js`;
await bundle(
  `${HERE}cases.ts`,
  cases,
  "--format=iife",
  "--global-name=realm",
);
const entry = await project.write(
  "entry.mjs",
  `export * from ${
    JSON.stringify(project.tool("@sentry/browser/package.json"))
      .replace("package.json", "build/npm/esm/prod/index.js")
  };`,
);
const sentry = `${project.path}/sentry.js`;
await bundle(
  entry,
  sentry,
  "--format=iife",
  "--global-name=Sentry",
  '--define:process.env.NODE_ENV="production"',
);

const browsers: Record<string, () => Promise<Browser | undefined>> = {
  Chromium: startChromium,
  Firefox: startFirefox,
};

for (const [name, start] of Object.entries(browsers)) {
  const browser = await start();
  Deno.test.afterAll(async () => await browser?.close());

  const open = async (...scripts: string[]) => {
    const page = await browser!.newPage();
    await page.goto(unavailable);
    for (const path of scripts) {
      await page.addScriptTag({ content: await Deno.readTextFile(path) });
    }
    return page;
  };

  Deno.test({
    ...needs(browser !== undefined, name, `errors of an iframe in ${name}`),
    async fn() {
      const page = await open(cases);

      const failures = await page.evaluate(`(async () => {
        const { contentWindow } = document.body.appendChild(
          document.createElement("iframe"),
        );
        const error = await contentWindow.fetch("${refused}").catch((it) => it);
        if (error instanceof Error) return ["the realm is the same"];
        return await realm.runAll({
          refused: "${refused}",
          unavailable: "${unavailable}",
          fetch: (url) => contentWindow.fetch(url),
        });
      })()`);

      assertEquals(failures, []);
    },
  });

  Deno.test({
    ...needs(browser !== undefined, name, `messages of Sentry in ${name}`),
    async fn() {
      const page = await open(cases, sentry);

      const [message, failures] = await page.evaluate(`(async () => {
        Sentry.init({ dsn: "${refused}".replace("://", "://key@").replace(/[?].*/, "1") });
        const error = await fetch("${refused}").catch((it) => it);
        return [
          error.message,
          await realm.runAll({
            refused: "${refused}",
            unavailable: "${unavailable}",
            fetch: (url) => fetch(url),
          }),
        ];
      })()`) as [string, string[]];

      // Sentry has changed it.
      assertStringIncludes(message, "127.0.0.1");
      assertEquals(failures, []);
    },
  });
}
