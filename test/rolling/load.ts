import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ownerOf } from '@flowforge/console/upstream/owner';
import type { Acknowledged } from '../chaos/history.js';
import { textOf } from '../stack/api.js';
import type { GuideSetup } from '../stack/guide.js';
import type { Answer, HttpClient, Sent } from './http-client.js';
import type { ServiceCounts } from './report.js';

/** A conversation that visitors of the load write in. */
export interface Chat {
  conversationId: string;
  token: string;
  path: string;
}

/** What the requests of the load are made with. */
export interface LoadAccess {
  setup: GuideSetup;
  apiKey: string;
  /** Cookie of a session in the console. */
  cookie: string;
  /** Address that the cookie's pages have. */
  origin: string;
  chats: readonly Chat[];
}

/** Failures that are printed. */
const NOTED = 20;

type Counts = Omit<ServiceCounts, 'restarts'>;

/** A request with the status of its success. */
type Expected = Sent & { status: number };

/** Sends a steady stream of requests, each at its time, whether or not the earlier ones were answered. */
export class Load {
  readonly counts = new Map<string, Counts>();
  readonly acknowledged: Acknowledged[] = [];
  /** Forms whose request failed: they may or may not have been captured. */
  unanswered = 0;
  private noted = 0;
  private readonly actions: readonly (() => Promise<void>)[];

  constructor(
    private readonly client: HttpClient,
    private readonly access: LoadAccess,
    private readonly random: () => number,
    private readonly print: (text: string) => void,
  ) {
    const { webhookId } = access.setup;
    const key = { authorization: `Bearer ${access.apiKey}` };
    const session = { cookie: access.cookie };
    const read = (path: string, headers: Record<string, string>) => async (): Promise<void> =>
      void (await this.expect({ method: 'GET', path, headers, status: 200 }));
    const submit = (): Promise<void> => this.submitForm();
    const message = (): Promise<void> => this.sendMessage();
    // An action that stands here twice is twice as frequent.
    this.actions = [
      ...[submit, submit, submit, submit, message, message],
      () => this.startConversation(),
      ...[`/v1/captured-forms`, `/v1/webhooks`, `/v1/deliveries`].map((path) => read(path, key)),
      ...['/v1/assistants', '/v1/webhooks', '/v1/users/me', `/v1/deliveries?webhook_id=${webhookId}`].map(
        (path) => read(path, session),
      ),
      ...[read('/', {}), read('/widget.js', {})],
      () => this.useNewApiKey(),
      () => this.assignNewForm(),
    ];
  }

  /** @param rate requests per second, roughly: some actions need two */
  async run(rate: number, stopping: AbortSignal): Promise<void> {
    const running = new Set<Promise<void>>();
    const startedAt = performance.now();
    for (let number = 1; !stopping.aborted; number += 1) {
      const action = this.actions[Math.floor(this.random() * this.actions.length)];
      if (!action) break;
      const one = action().catch((error: unknown) => this.note(`it could not go on: ${String(error)}`));
      running.add(one);
      void one.finally(() => running.delete(one));
      const dueIn = startedAt + (number * 1_000) / rate - performance.now();
      await delay(Math.max(0, dueIn), undefined, { signal: stopping }).catch(() => undefined);
    }
    await Promise.all(running);
  }

  private chat(): Chat {
    const { chats } = this.access;
    const chat = chats[Math.floor(this.random() * chats.length)];
    if (!chat) throw new Error('the load has no conversation');
    return chat;
  }

  private async submitForm(): Promise<void> {
    const { conversationId, token, path } = this.chat();
    const answer = await this.expect({
      method: 'POST',
      path: `${path}/forms/${this.access.setup.formId}`,
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
      body: { field_values: { name: 'Ada', email: 'ada@example.com', query: 'rolling' } },
      status: 201,
    });
    if (answer) {
      const id = textOf(JSON.parse(answer.body), 'captured_form_id');
      this.acknowledged.push({ id, conversationId, at: Date.now() });
    } else this.unanswered += 1;
  }

  private async sendMessage(): Promise<void> {
    const { token, path } = this.chat();
    await this.expect({
      method: 'POST',
      path: `${path}/messages`,
      headers: { authorization: `Bearer ${token}` },
      body: { text: 'what time is it' },
      status: 201,
    });
  }

  private async startConversation(): Promise<void> {
    await this.expect({
      method: 'POST',
      path: '/v1/chat/conversations',
      body: { widget_id: this.access.setup.widgetId, device_type: 'mobile' },
      status: 201,
    });
  }

  /** The registry verifies a new key for conversations and delivery: no replica has it in memory. */
  private async useNewApiKey(): Promise<void> {
    const created = await this.expect({
      method: 'POST',
      path: '/v1/api-keys',
      headers: { authorization: `Bearer ${this.access.apiKey}` },
      body: { name: 'rolling' },
      status: 201,
    });
    if (!created) return;
    const body: Record<string, unknown> = JSON.parse(created.body);
    const headers = { authorization: `Bearer ${textOf(body, 'key')}` };
    for (const path of ['/v1/assistants', '/v1/deliveries'])
      await this.expect({ method: 'GET', path, headers, status: 200 });
    await this.expect({ method: 'DELETE', path: `/v1/api-keys/${textOf(body, 'id')}`, headers, status: 204 });
  }

  /** The registry asks conversations for the form of a new assignment. */
  private async assignNewForm(): Promise<void> {
    const { cookie, origin, setup } = this.access;
    const headers = { cookie, origin };
    const form = await this.expect({
      method: 'POST',
      path: '/v1/forms',
      headers,
      body: { name: 'Rolling', fields: [{ name: 'name', label: 'Name', type: 'text', required: true }] },
      status: 201,
    });
    if (!form) return;
    const formId = textOf(JSON.parse(form.body), 'id');
    const body = { webhook_id: setup.webhookId, form_id: formId };
    await this.expect({ method: 'POST', path: '/v1/assignments', headers, body, status: 201 });
  }

  /** Sends and counts a request. @returns undefined when it failed */
  private async expect({ status, ...sent }: Expected): Promise<Answer | undefined> {
    const name = ownerOf(sent.path) ?? 'console';
    const counts = this.counts.get(name) ?? { requests: 0, failed: 0, slowestMs: 0 };
    this.counts.set(name, counts);
    counts.requests += 1;
    const startedAt = performance.now();
    const answer = await this.client.send(sent).catch((error: unknown) => String(error));
    counts.slowestMs = Math.max(counts.slowestMs, Math.round(performance.now() - startedAt));
    if (typeof answer !== 'string' && answer.status === status) return answer;
    counts.failed += 1;
    const reason = typeof answer === 'string' ? answer : `${answer.status} ${answer.body.slice(0, 300)}`;
    this.note(`${sent.method} ${sent.path.split('?')[0] ?? ''}: ${reason}`);
    return undefined;
  }

  private note(failure: string): void {
    if (this.noted < NOTED) this.print(`failed: ${failure}`);
    this.noted += 1;
  }
}
