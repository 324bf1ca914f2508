import { type Failure, failureOf, type Result } from './failure.js';
import type { AnswerOf, BodyOf, ConversationRoute, NumbersOf, PathOf, RestOf, Route } from './route.js';
import type {
  FieldValues,
  Message,
  OfferedForm,
  Session,
  StartedConversation,
  Turn,
  WidgetSettings,
} from './types.js';

/** Time limit of a request, in milliseconds. */
const DEADLINE_MS = 20_000;
const PAGE_SIZE = 100;
const NO_ANSWER: Failure = { kind: 'unreachable', retryAfterMs: null, isUnread: true };

interface ApiRequest<Path extends string, Body> {
  method?: 'POST';
  path: Path;
  token?: string;
  body?: Body;
}

/**
 * The public chat API. No method throws: each answers a result or a failure. The compiler checks each path, body and answer against
 * the OpenAPI document of the service.
 */
export class ChatApi {
  /** @param base address of the front door, without a slash at its end */
  constructor(readonly base: string) {}

  settings(widgetId: string): Promise<Result<WidgetSettings>> {
    return this.request<'/v1/chat/widgets/{id}', 'get'>({
      path: widgetPath(widgetId),
    });
  }

  /**
   * Whether there is an answer about a widget at all. A page may not read one that refuses its origin: to the page that looks like no
   * answer. This request tells the two apart.
   */
  async answers(widgetId: string): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      await fetch(this.base + widgetPath(widgetId), {
        mode: 'no-cors',
        credentials: 'omit',
        cache: 'no-store',
        signal,
      });
      return true;
    } catch {
      return false;
    }
  }

  start(widgetId: string): Promise<Result<StartedConversation>> {
    return this.request<'/v1/chat/conversations', 'post'>({
      method: 'POST',
      path: '/v1/chat/conversations',
      body: { widget_id: widgetId },
    });
  }

  /** Sends a message. The API stores one message for a `clientId`, so a repeated request is safe. */
  sendMessage(session: Session, text: string, clientId: string): Promise<Result<Turn>> {
    return this.post<'/v1/chat/conversations/{id}/messages'>(session, '/messages', {
      text,
      client_id: clientId,
    });
  }

  submit(session: Session, form: OfferedForm, values: FieldValues): Promise<Result<unknown>> {
    const body = { field_values: values, form_instance_id: form.form_instance_id };
    return this.post<'/v1/chat/conversations/{id}/forms/{form_id}'>(session, `/forms/${form.form_id}`, body);
  }

  close(session: Session): Promise<Result<unknown>> {
    return this.post<'/v1/chat/conversations/{id}/close'>(session, '/close', {});
  }

  /** All messages with a higher number than `afterSeq`. */
  async messages(session: Session, afterSeq: number): Promise<Result<Message[]>> {
    const messages: Message[] = [];
    for (;;) {
      const after = messages.at(-1)?.seq ?? afterSeq;
      const page = await this.request<'/v1/chat/conversations/{id}/messages', 'get'>({
        path: `${pathOf(session)}/messages?limit=${PAGE_SIZE}&after_seq=${after}`,
        token: session.token,
      });
      if (!page.ok) return page;
      messages.push(...page.value.items);
      if (page.value.next_cursor === null || page.value.items.length === 0)
        return { ok: true, value: messages };
    }
  }

  private post<Template extends ConversationRoute>(
    session: Session,
    path: RestOf<Template>,
    body: BodyOf<Template>,
  ): Promise<Result<AnswerOf<Template, 'post'>>> {
    return this.request({ method: 'POST', path: pathOf(session) + path, token: session.token, body });
  }

  private request<Template extends Route, Method extends 'get' | 'post'>(
    request: ApiRequest<PathOf<Template> | `${PathOf<Template>}${NumbersOf<Template>}`, BodyOf<Template>>,
  ): Promise<Result<AnswerOf<Template, Method>>>;
  private request<T>(request: ApiRequest<string, unknown>): Promise<Result<T>>;
  private async request<T>({ method, path, token, body }: ApiRequest<string, unknown>): Promise<Result<T>> {
    const abort = new AbortController();
    const deadline = setTimeout(() => abort.abort(), DEADLINE_MS);
    try {
      const response = await fetch(this.base + path, {
        method: method ?? 'GET',
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: 'omit',
        referrerPolicy: 'origin',
        signal: abort.signal,
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (response.ok && isAnswer<T>(answer)) return { ok: true, value: answer };
      // A success without JSON comes from something between us and the API, such as the sign-in page of a network.
      if (response.ok) return { ok: false, failure: NO_ANSWER };
      const failure = failureOf(response.status, answer, response.headers.get('retry-after'));
      return { ok: false, failure };
    } catch {
      return { ok: false, failure: NO_ANSWER };
    } finally {
      clearTimeout(deadline);
    }
  }
}

function widgetPath(widgetId: string): `/v1/chat/widgets/${string}` {
  return `/v1/chat/widgets/${encodeURIComponent(widgetId)}`;
}

/** The address of a conversation, below the base. */
export function pathOf(session: Session): `/v1/chat/conversations/${string}` {
  return `/v1/chat/conversations/${session.conversationId}`;
}

function isAnswer<T>(answer: unknown): answer is T {
  return typeof answer === 'object' && answer !== null;
}
