import puppeteer, { type Browser } from "puppeteer-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/** The path of Chromium or Chrome, if one is installed. */
export async function findChromium(): Promise<string | undefined> {
  for (const path of [Deno.env.get("CHROMIUM") ?? "", ...PATHS]) {
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  return undefined;
}

/** Starts it without a window. */
export function startChromium(executablePath: string): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
