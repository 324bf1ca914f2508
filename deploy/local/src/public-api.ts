import { setTimeout as sleep } from 'node:timers/promises';

/** A resource of the API. */
export type Resource = Record<string, unknown> & { id: string };

const DEADLINE_MS = 10_000;
/** A 503 is repeated after this time, in milliseconds: a service that has just started may not reach another one yet. */
const RETRY_MS = 250;
/** Pages of 100 items each that `find` reads at most. */
const MAX_PAGES = 50;

/**
 * The public HTTP API with one api key. A call that gets a 503 is repeated for 10 s. It rejects with status and body of a failed answer,
 * and without an answer in 10 s.
 */
export class PublicApi {
  constructor(
    private readonly publicUrl: string,
    private readonly apiKey: string,
  ) {}

  /** The first item of a list for which `isWanted` is true; undefined if there is none in the first 5,000 items. */
  async find(path: string, isWanted: (item: Resource) => boolean): Promise<Resource | undefined> {
    let cursor: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await this.call('GET', `${path}?limit=100${query}`);
      if (!isObject(answer) || !Array.isArray(answer.items)) break;
      const found = answer.items.filter(isResource).find(isWanted);
      if (found !== undefined) return found;
      if (typeof answer.next_cursor !== 'string') break;
      cursor = answer.next_cursor;
    }
    return undefined;
  }

  async create(path: string, body: object): Promise<Resource> {
    return resourceIn(await this.call('POST', path, body), path);
  }

  async change(path: string, body: object): Promise<Resource> {
    return resourceIn(await this.call('PATCH', path, body), path);
  }

  /** A POST whose answer is not a resource. */
  async act(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await this.call('POST', path, body);
    return isObject(answer) ? answer : {};
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const until = performance.now() + DEADLINE_MS;
    let response = await this.send(method, path, body);
    while (response.status === 503 && performance.now() < until) {
      await response.arrayBuffer();
      await sleep(RETRY_MS);
      response = await this.send(method, path, body);
    }
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} failed with status ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  private send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.publicUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  }
}

function resourceIn(answer: unknown, path: string): Resource {
  if (isResource(answer)) return answer;
  throw new Error(`the answer of ${path} has no id`);
}

function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value.id === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
