import type { Received } from './received.js';

/** Lines a second; what comes faster is counted in one line at the second's end. */
const MOST_LINES = 10;

/** Shows webhooks on the terminal as they arrive, without drowning it. */
export class Announcer {
  private shown = 0;
  private held = 0;
  private window: NodeJS.Timeout | undefined;

  constructor(private readonly say: (line: string) => void) {}

  announce(received: Received): void {
    this.window ??= setTimeout(() => this.endWindow(), 1_000).unref();
    if (this.shown >= MOST_LINES) {
      this.held += 1;
      return;
    }
    this.shown += 1;
    this.say(lineOf(received));
  }

  private endWindow(): void {
    if (this.held > 0) this.say(`webhook  … and ${this.held} more`);
    this.window = undefined;
    this.shown = 0;
    this.held = 0;
  }
}

/** `webhook  captured_form.created  018eb05e-…  signature verified  → /demo` */
export function lineOf({ event, id, verified, path }: Received): string {
  const signature = verified ? 'signature verified' : 'SIGNATURE NOT VERIFIED';
  return `webhook  ${printable(event)}  ${printable(id)}  ${signature}  → ${printable(path)}`;
}

/** Anybody may post here: what they send must not reach the terminal as control characters. */
function printable(text: string | null): string {
  return (text ?? '-').replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
