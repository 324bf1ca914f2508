import type { Received } from './received.js';

/** Lines per second. Further webhooks are only counted, in one line at the end of the second. */
const MAX_LINES = 10;

/** Prints a line for each received webhook, within a limit. */
export class WebhookPrinter {
  private printed = 0;
  private suppressed = 0;
  private window: NodeJS.Timeout | undefined;

  constructor(private readonly say: (line: string) => void) {}

  print(received: Received): void {
    this.window ??= setTimeout(() => this.endWindow(), 1_000).unref();
    if (this.printed >= MAX_LINES) {
      this.suppressed += 1;
      return;
    }
    this.printed += 1;
    this.say(lineOf(received));
  }

  private endWindow(): void {
    if (this.suppressed > 0) this.say(`webhook  … and ${this.suppressed} more`);
    this.window = undefined;
    this.printed = 0;
    this.suppressed = 0;
  }
}

/** `webhook  captured_form.created  018eb05e-…  signature verified  → /demo` */
export function lineOf({ event, id, verified, path }: Received): string {
  const signature = verified ? 'signature verified' : 'SIGNATURE NOT VERIFIED';
  return `webhook  ${printable(event)}  ${printable(id)}  ${signature}  → ${printable(path)}`;
}

/** Replaces control characters: any local program may post to the receiver, and they would change the terminal. */
function printable(text: string | null): string {
  return (text ?? '-').replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
