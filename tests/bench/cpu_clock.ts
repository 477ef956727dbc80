const { process } = globalThis as {
  process?: { cpuUsage?(): { user: number; system: number } };
};

/**
 * The time that this process has worked, in milliseconds.
 *
 * What other programs do counts less in it than in the time on the wall, which
 * it is in workerd.
 */
export const cpuClock: () => number = canTell()
  ? () => {
    const { user, system } = process!.cpuUsage!();
    return (user + system) / 1e3;
  }
  : () => performance.now();

function canTell(): boolean {
  try {
    return process?.cpuUsage?.() !== undefined;
  } catch {
    // workerd has the function, and throws.
    return false;
  }
}
