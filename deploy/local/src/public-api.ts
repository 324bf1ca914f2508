/** A resource as the API answers it; only what the launcher uses is known of it. */
export type Resource = Record<string, unknown> & { id: string };

const DEADLINE_MS = 10_000;
/** Of a hundred items each. */
const MOST_PAGES = 50;

/** The public HTTP API with one key. Every call rejects with the problem's own words. */
export class PublicApi {
  constructor(
    private readonly publicUrl: string,
    private readonly apiKey: string,
  ) {}

  /** The first item of a list that is wanted, page by page. */
  async find(path: string, isWanted: (item: Resource) => boolean): Promise<Resource | undefined> {
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
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

  /** A POST whose answer is not the resource. */
  async act(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await this.call('POST', path, body);
    return isObject(answer) ? answer : {};
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.publicUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

function resourceIn(answer: unknown, path: string): Resource {
  if (isResource(answer)) return answer;
  throw new Error(`${path} answered something without an id`);
}

function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value.id === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
