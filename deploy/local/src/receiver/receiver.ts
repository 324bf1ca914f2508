import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ReceivedList } from './received.js';
import { Verification } from './verification.js';
import { WebhookPrinter } from './webhook-printer.js';

/** Stricter than the package standardwebhooks, which also takes a secret without its prefix. */
const SECRET = /^whsec_[A-Za-z0-9+/]+={0,2}$/;

/** Larger than any webhook that Flowforge sends. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The demo receiver: an endpoint that verifies the signatures of webhooks and lists them. It uses the package standardwebhooks,
 * not Flowforge's own code.
 *
 * - `GET /received[?after=seq][&limit=n]` → `{items, total}`, oldest first; with a limit the newest n
 * - `POST /secrets` `{secret}` → 201; adds a signing secret, also for the webhooks that are already there
 * - any other POST is stored as a webhook and answered with 200
 */
export class Receiver {
  private readonly received = new ReceivedList();
  private readonly verification = new Verification();
  private readonly printer: WebhookPrinter;
  private readonly server: Server;
  private url = '';

  /** @param onSecretAdded called with all secrets, so that the launcher can store them */
  constructor(
    say: (line: string) => void,
    private readonly onSecretAdded: (secrets: readonly string[]) => void = () => undefined,
  ) {
    this.printer = new WebhookPrinter(say, () => `${this.url}/secrets`);
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    this.server.requestTimeout = 15_000;
    this.server.keepAliveTimeout = 65_000;
  }

  /** Listens on loopback. Rejects when the port is in use. */
  async listen(port: number): Promise<void> {
    this.url = `http://127.0.0.1:${port}`;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host: '127.0.0.1' }, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Adds secrets of an earlier run. Throws when one is not valid. */
  addSecrets(secrets: readonly string[]): void {
    for (const secret of secrets) this.verification.addSecret(secret);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET' && url.pathname === '/received') {
      const items = this.received.after(Number(url.searchParams.get('after') ?? 0));
      const limit = Number(url.searchParams.get('limit') ?? 0);
      return reply(response, 200, {
        items: limit > 0 ? items.slice(-limit) : items,
        total: this.received.total,
      });
    }
    if (request.method !== 'POST')
      return reply(response, 404, { error: 'use GET /received, or POST to any path' });
    const body = await readBody(request);
    if (body === undefined)
      return reply(response, 413, { error: `the body is larger than ${MAX_BODY_BYTES} bytes` });
    if (url.pathname === '/secrets') return this.addSecret(body, response);
    this.receive(request, url.pathname, body);
    reply(response, 200, { received: true });
  }

  private addSecret(body: Buffer, response: ServerResponse): void {
    const request = parseJson(body.toString('utf8'));
    if (
      typeof request !== 'object' ||
      request === null ||
      !('secret' in request) ||
      typeof request.secret !== 'string'
    ) {
      return reply(response, 400, { error: 'the body must be {"secret": "whsec_…"}' });
    }
    try {
      if (!SECRET.test(request.secret)) throw new TypeError('not a signing secret');
      this.verification.addSecret(request.secret);
    } catch {
      return reply(response, 400, { error: 'the secret is not valid: it must be whsec_ and base64' });
    }
    this.received.reverify(({ body, headers, received_at }) =>
      this.verification.check({ body, headers, receivedAt: new Date(received_at) }),
    );
    const { secrets } = this.verification;
    this.onSecretAdded(secrets);
    reply(response, 201, { secrets: secrets.length });
  }

  private receive(request: IncomingMessage, path: string, body: Buffer): void {
    const headers = textHeaders(request);
    const text = body.toString('utf8');
    const receivedAt = new Date();
    const notVerified = this.verification.check({ body: text, headers, receivedAt });
    const received = this.received.add({
      id: headers['webhook-id'] ?? null,
      event: headers['flowforge-event'] ?? null,
      path,
      verified: notVerified === null,
      not_verified: notVerified,
      received_at: receivedAt.toISOString(),
      headers: relevantHeaders(headers),
      body: text,
      json: parseJson(text) ?? null,
    });
    this.printer.print(received);
  }
}

/** The body's bytes; undefined if the body is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    // The rest is read and dropped: a sender that is still sending does not read the answer.
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function textHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function relevantHeaders(headers: Record<string, string>): Record<string, string> {
  const relevant = /^(content-type|user-agent|traceparent|webhook-.*|flowforge-.*|x-.*)$/;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => relevant.test(name)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  // The end of the line separates answers in a terminal.
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
