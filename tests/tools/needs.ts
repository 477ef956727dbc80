/**
 * Skips a test if a tool is not installed, unless `REQUIRE_TOOLS` is set.
 *
 * @param isInstalled Whether the tool is there.
 * @param tool What to call it.
 * @param name The name of the test.
 */
export function needs(
  isInstalled: boolean,
  tool: string,
  name: string,
): Pick<Deno.TestDefinition, "name" | "ignore"> {
  const ignore = !isInstalled && !Deno.env.has("REQUIRE_TOOLS");
  return {
    name: ignore ? `${name} (skipped: ${tool} is not installed)` : name,
    ignore,
  };
}
