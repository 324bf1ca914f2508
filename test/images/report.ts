/** The name of an image in the storage of this script. */
export const imageOf = (app: string): string => `localhost/flowforge/${app}:check`;

/** Throws one error with all texts, when there are any. */
export function throwIfAny(errors: readonly string[]): void {
  if (errors.length > 0) throw new Error(errors.join('; '));
}

/** Prints each step and, at the end, the verdict. */
export class Report {
  private readonly ran: string[] = [];
  private readonly skipped: string[] = [];
  private failed = 0;

  constructor(private readonly print: (line: string) => void) {}

  /** Runs one step, which returns what was checked. Rejects with its error. */
  async step(name: string, check: () => Promise<string>): Promise<void> {
    this.print(`...      ${name}`);
    const startedAt = Date.now();
    try {
      const result = await check();
      this.ran.push(result);
      this.print(`ok       ${name}: ${result} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
    } catch (error) {
      this.failed += 1;
      this.print(`FAILED   ${name}: ${error instanceof Error ? error.message : 'unknown error'}`);
      throw error;
    }
  }

  skip(what: string): void {
    this.skipped.push(what);
    this.print(`SKIPPED  ${what}`);
  }

  /** Prints the verdict. Returns whether no step failed. */
  end(): boolean {
    const skipped =
      this.skipped.length === 0 ? '' : `; ${this.skipped.length} SKIPPED: ${this.skipped.join(', ')}`;
    const verdict = this.failed === 0 ? 'ok' : `${this.failed} FAILED`;
    this.print(`images: ${this.ran.join(', ')}${skipped}; verdict: ${verdict}`);
    return this.failed === 0;
  }
}
