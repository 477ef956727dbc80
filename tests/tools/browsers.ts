import puppeteer, { type Browser } from "npm:puppeteer-core@25.16.0";

/** The path of Chromium or Chrome, if one is installed. */
export function findChromium(): Promise<string | undefined> {
  const { CHROMIUM } = Deno.env.toObject();
  return findFile(CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome");
}

/** Starts it without a window, if it is installed. */
export async function startChromium(): Promise<Browser | undefined> {
  const executablePath = await findChromium();
  if (executablePath === undefined) return undefined;
  return await puppeteer.launch({
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

/** Starts Firefox without a window, if it is installed. */
export async function startFirefox(): Promise<Browser | undefined> {
  const { FIREFOX } = Deno.env.toObject();
  const executablePath = await findFile(
    FIREFOX,
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
  );
  if (executablePath === undefined) return undefined;
  return await puppeteer.launch({ browser: "firefox", executablePath });
}

async function findFile(
  ...paths: (string | undefined)[]
): Promise<string | undefined> {
  for (const path of paths) {
    if (path && await Deno.stat(path).then(() => true, () => false)) {
      return path;
    }
  }
  return undefined;
}
