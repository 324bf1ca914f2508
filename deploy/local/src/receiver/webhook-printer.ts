import type { Received } from './received.js';
import type { NotVerified } from './verification.js';

/** Lines per second. Further webhooks are only counted, in one line at the end of the second. */
const MAX_LINES = 10;

/** Paths that were explained; above it they are explained again. */
const MAX_EXPLAINED = 1_000;

/** Prints a line for each received webhook, within a limit. */
export class WebhookPrinter {
  private printed = 0;
  private suppressed = 0;
  private window: NodeJS.Timeout | undefined;

  /** Paths whose line was followed by how to give their secret. */
  private readonly explained = new Set<string>();

  /** @param secretsUrl the address that takes a secret */
  constructor(
    private readonly say: (line: string) => void,
    private readonly secretsUrl: () => string,
  ) {}

  print(received: Received): void {
    this.window ??= setTimeout(() => this.endWindow(), 1_000).unref();
    if (this.printed >= MAX_LINES) {
      this.suppressed += 1;
      return;
    }
    this.printed += 1;
    this.say(lineOf(received));
    if (received.not_verified === 'no_secret' || received.not_verified === 'wrong_signature')
      this.explain(received.path);
  }

  /** Says once for each path how the receiver gets the secret. */
  private explain(path: string): void {
    if (this.explained.has(path)) return;
    if (this.explained.size === MAX_EXPLAINED) this.explained.clear();
    this.explained.add(path);
    this.printed += 1;
    this.say(
      `webhook  to verify it, give the receiver the secret of this webhook:  curl ${this.secretsUrl()} -d '{"secret":"whsec_..."}'`,
    );
  }

  private endWindow(): void {
    if (this.suppressed > 0) this.say(`webhook  … and ${this.suppressed} more`);
    this.window = undefined;
    this.printed = 0;
    this.suppressed = 0;
  }
}

const REASONS: Record<NotVerified, string> = {
  no_signature: 'the request has no signature',
  missing_header: 'the request has no webhook-id or no webhook-timestamp',
  invalid_timestamp: 'webhook-timestamp is not a number of seconds',
  no_secret: 'no secret is known',
  wrong_signature: 'the signature does not match any known secret',
  old_timestamp: 'the request was signed more than 5 minutes ago',
  future_timestamp: 'the request was signed more than 5 minutes in the future',
};

/** `webhook  captured_form.created  018eb05e-…  signature verified  → /demo` */
function lineOf({ event, id, not_verified: reason, path }: Received): string {
  const signature = reason === null ? 'signature verified' : `SIGNATURE NOT VERIFIED: ${REASONS[reason]}`;
  return `webhook  ${printable(event)}  ${printable(id)}  ${signature}  → ${printable(path)}`;
}

/** Replaces control characters: any local program may post to the receiver, and they would change the terminal. */
function printable(text: string | null): string {
  return (text ?? '-').replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
