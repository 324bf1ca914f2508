import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Announcer } from './announcer.js';
import { ReceivedList } from './received.js';
import { Verification } from './verification.js';

/** Above the cap of an event, with room for what one day surrounds it. */
const MOST_BODY_BYTES = 1024 * 1024;

/**
 * The demo receiver: an endpoint for webhooks that verifies their signatures with the independent
 * standardwebhooks package and lists what came.
 *
 * - `GET /received[?after=seq]` → `{items, total}`, oldest first
 * - `POST /secrets` `{secret}` → 201: what is signed with it counts as verified from now on
 * - any other POST is taken as a webhook and answered 200
 */
export class Receiver {
  private readonly received = new ReceivedList();
  private readonly verification = new Verification();
  private readonly announcer: Announcer;
  private readonly server: Server;

  /** @param onLearned told of all secrets that it knows when one is added, so that they can be kept */
  constructor(
    say: (line: string) => void,
    private readonly onLearned: (secrets: readonly string[]) => void = () => undefined,
  ) {
    this.announcer = new Announcer(say);
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    this.server.requestTimeout = 15_000;
    this.server.keepAliveTimeout = 65_000;
  }

  /** Listens on loopback; rejects if the port is taken. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host: '127.0.0.1' }, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Takes secrets that were told before. */
  remember(secrets: readonly string[]): void {
    for (const secret of secrets) this.verification.learn(secret);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET' && url.pathname === '/received') {
      const items = this.received.after(Number(url.searchParams.get('after') ?? 0));
      return reply(response, 200, { items, total: this.received.total });
    }
    if (request.method !== 'POST')
      return reply(response, 404, { error: 'GET /received, or POST to any path' });
    const body = await readBody(request);
    if (body === undefined) return reply(response, 413, { error: `more than ${MOST_BODY_BYTES} bytes` });
    if (url.pathname === '/secrets') return this.learn(body, response);
    this.take(request, url.pathname, body);
    reply(response, 200, { received: true });
  }

  private learn(body: Buffer, response: ServerResponse): void {
    const told = parseJson(body.toString('utf8'));
    if (typeof told !== 'object' || told === null || !('secret' in told) || typeof told.secret !== 'string') {
      return reply(response, 400, { error: '{"secret": "whsec_…"} is needed' });
    }
    try {
      this.verification.learn(told.secret);
    } catch {
      return reply(response, 400, { error: 'this is no secret that standardwebhooks takes' });
    }
    this.received.reverify((item) => this.verification.isSigned(item.body, item.headers));
    const { secrets } = this.verification;
    this.onLearned(secrets);
    reply(response, 201, { secrets: secrets.length });
  }

  private take(request: IncomingMessage, path: string, body: Buffer): void {
    const headers = textHeaders(request);
    const text = body.toString('utf8');
    const received = this.received.add({
      id: headers['webhook-id'] ?? null,
      event: headers['flowforge-event'] ?? null,
      path,
      verified: this.verification.isSigned(body, headers),
      received_at: new Date().toISOString(),
      headers: headersThatMatter(headers),
      body: text,
      json: parseJson(text) ?? null,
    });
    this.announcer.announce(received);
  }
}

/** The body's bytes; undefined if they are more than the receiver takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    // Read on, so that the answer reaches the sender, but keep no more of it.
    if (length <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return length <= MOST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function textHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function headersThatMatter(headers: Record<string, string>): Record<string, string> {
  const matters = /^(content-type|user-agent|traceparent|webhook-.*|flowforge-.*|x-.*)$/;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => matters.test(name)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
