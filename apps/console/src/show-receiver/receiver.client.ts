import { compile } from '@flowforge/contracts/compiled';
import { parseJson } from '@flowforge/contracts/decoding';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { Type } from 'typebox';

/** Token of the address of a local run's built-in receiver: `@Inject(RECEIVER_URL)`. */
export const RECEIVER_URL = Symbol('address of the receiver');

/** Webhooks that are shown; the receiver keeps more. */
const SHOWN = 20;
const DEADLINE_MS = 5_000;

const received = compile(Type.Object({ items: Type.Array(Type.Unknown()) }));

/** The built-in receiver, which the launcher of a local run has started. */
@Injectable()
export class ReceiverClient {
  constructor(@Inject(RECEIVER_URL) private readonly url: string) {}

  /** The endpoint for a webhook, and the newest webhooks that the receiver got, oldest first. @throws Problem 503 */
  async received(): Promise<{ endpoint: string; items: unknown[] }> {
    const { status, content } = await this.send(`/received?limit=${SHOWN}`, { method: 'GET' });
    if (status !== 200 || !received.check(content)) throw noAnswer();
    return { endpoint: new URL('/get-started', this.url).href, items: content.items };
  }

  /** The receiver verifies with this secret too, also what it has received already. @throws Problem 422 for no secret, 503 */
  async addSecret(body: Buffer): Promise<void> {
    const { status } = await this.send('/secrets', { method: 'POST', body: new Uint8Array(body) });
    if (status === 400) throw new Problem(422, 'secret_not_valid', 'The body must be {"secret": "whsec_…"}.');
    if (status !== 201) throw noAnswer();
  }

  private async send(path: string, request: RequestInit): Promise<{ status: number; content: unknown }> {
    try {
      const answer = await fetch(new URL(path, this.url), {
        ...request,
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      return { status: answer.status, content: parseJson(new Uint8Array(await answer.arrayBuffer())) };
    } catch {
      throw noAnswer();
    }
  }
}

function noAnswer(): Problem {
  return unavailable(
    'receiver_unavailable',
    'The built-in receiver does not answer. Start the local run again.',
  );
}
