import { codeOf } from "./size.ts";

/** Loads another copy of the package, as a bundler or a second version would. */
export async function secondCopy(): Promise<typeof import("../../mod.ts")> {
  const code = new TextDecoder().decode(codeOf(`export * from "./mod.ts";`));
  return await import(`data:text/javascript,${encodeURIComponent(code)}`);
}
