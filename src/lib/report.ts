/**
 * Reports what went wrong in code that has no caller to tell.
 *
 * @param message What has failed.
 * @param error What it has thrown.
 */
export function report(message: string, error: unknown): void {
  try {
    console.error(message, error);
  } catch {
    // There may be no console, or the error cannot be printed.
  }
}
