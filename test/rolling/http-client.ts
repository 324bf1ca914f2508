import { Agent } from 'undici';

/** An answer, read completely. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What is sent. */
export interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: object;
}

/**
 * A client with a pool of connections that it keeps open, as an ingress has before the front door. It repeats no request: a
 * connection that is refused or lost fails the request.
 */
export class HttpClient {
  private readonly agent = new Agent({ connections: 128, headersTimeout: 30_000, bodyTimeout: 60_000 });

  constructor(private readonly url: string) {}

  /** @throws when there is no complete answer */
  async send({ method, path, headers = {}, body }: Sent): Promise<Answer> {
    const answer = await this.agent.request({
      origin: this.url,
      path,
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  /**
   * Opens an answer that does not end, and gives its text in parts.
   *
   * @throws when the status is not 200, or the connection breaks off
   */
  async *stream(path: string, headers: Record<string, string>, signal: AbortSignal): AsyncGenerator<string> {
    const answer = await this.agent.request({ origin: this.url, path, method: 'GET', headers, signal });
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${await answer.body.text()}`);
    answer.body.setEncoding('utf8');
    for await (const text of answer.body) yield String(text);
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}
