// A command that hangs is to be told from one that is slow.
const TIMEOUT = 120_000;

/** Runs a command, and returns what it prints. */
export async function outputOf(
  command: string,
  args: string[],
  options: Deno.CommandOptions = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    signal: AbortSignal.timeout(TIMEOUT),
    ...options,
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  if (success) return out ?? "";
  throw new Error(`${command} ${args.join(" ")} failed\n${err}\n${out}`);
}

/** Finds a command on the `PATH`. */
export async function findCommand(name: string): Promise<string | undefined> {
  try {
    await outputOf(name, ["--version"]);
    return name;
  } catch {
    return undefined;
  }
}
