/** One part of the verification. `run` returns what was checked, or why it was skipped; it throws when something is wrong. */
export interface Step {
  name: string;
  run: () => Promise<{ ran: string } | { skipped: string }> | { ran: string } | { skipped: string };
}
