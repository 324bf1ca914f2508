/** An answer of the HTTP API. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** The parsed body; an empty object when there is none. */
  body: Record<string, unknown>;
}

/** A caller of the HTTP API, with an api key or a visitor token. */
export class Api {
  constructor(
    readonly url: string,
    readonly token: string | null,
  ) {}

  get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  post(path: string, body?: object, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.send('POST', path, body, headers);
  }

  patch(path: string, body: object): Promise<ApiAnswer> {
    return this.send('PATCH', path, body);
  }

  delete(path: string): Promise<ApiAnswer> {
    return this.send('DELETE', path);
  }

  /** The same API with another key or token; null sends none. */
  as(token: string | null): Api {
    return new Api(this.url, token);
  }

  async send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: objectOf(text) };
  }
}

/** A text field of an answer's body. Throws when it is missing or not a text. */
export function textIn(answer: ApiAnswer, field: string): string {
  return textOf(answer.body, field);
}

/** A text field of an object. Throws when it is missing or not a text. */
export function textOf(object: Record<string, unknown>, field: string): string {
  const value = object[field];
  if (typeof value !== 'string') throw new Error(`no text ${field} in ${JSON.stringify(object)}`);
  return value;
}

/** A field of an answer's body that is a list of objects. Throws when it is missing or has something else. */
export function objectsIn({ body }: ApiAnswer, field: string): Record<string, unknown>[] {
  const value = body[field];
  if (!Array.isArray(value)) throw new Error(`no list ${field} in ${JSON.stringify(body)}`);
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) throw new Error(`no objects in ${JSON.stringify(value)}`);
    return { ...item };
  });
}

function objectOf(text: string): Record<string, unknown> {
  if (text === '') return {};
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
