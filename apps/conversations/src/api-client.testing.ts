/** An answer of the service. `body` is parsed JSON, or undefined where there is none. */
export interface Answer {
  status: number;
  headers: Headers;
  body: ReturnType<typeof JSON.parse>;
}

/** Calls the API with one bearer token, or with none. */
export class Client {
  /** @param usable the first request waits for it */
  constructor(
    readonly url: string,
    readonly token: string | null,
    private readonly usable: Promise<unknown> = Promise.resolve(),
  ) {}

  /** @param body an object is sent as JSON, a text as it is */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    await this.usable;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.call('POST', path, body, headers);
  }

  /** Creates something and answers it. Throws for any status but 201. */
  async create(path: string, body: object): Promise<Answer['body']> {
    const answer = await this.post(path, body);
    if (answer.status !== 201)
      throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

/** One visitor in one conversation. */
export class VisitorClient extends Client {
  readonly path: string;

  constructor(
    url: string,
    token: string,
    readonly conversationId: string,
  ) {
    super(url, token);
    this.path = `/v1/chat/conversations/${conversationId}`;
  }

  say(text: string, more: object = {}): Promise<Answer> {
    return this.post(`${this.path}/messages`, { text, ...more });
  }

  submit(formId: string, fieldValues: object, more: object = {}): Promise<Answer> {
    return this.post(`${this.path}/forms/${formId}`, { field_values: fieldValues, ...more });
  }

  close(): Promise<Answer> {
    return this.post(`${this.path}/close`);
  }
}
