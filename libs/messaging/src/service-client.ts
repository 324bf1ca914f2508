import type { RequestContract } from '@flowforge/contracts/requests/contract';
import { headers } from '@nats-io/transport-node';
import { type ClientProxy, ClientProxyFactory, NatsRecordBuilder, Transport } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { natsOptions, type NatsSettings } from './nats-options.js';
import { REQUEST_TRACEPARENT, type RequestTracing } from './request-tracing.js';

/** The other service did not answer within the deadline, or is not running. The caller may retry. */
export class ServiceUnavailable extends Error {
  /** The message contains the names of service and subject, and no data of the request. */
  readonly messageIsLoggable = true;

  constructor(
    readonly service: string,
    readonly subject: string,
    cause: unknown,
  ) {
    super(`${service} did not answer ${subject}`, { cause });
  }
}

/** Sends requests to other services over Nest's NATS transport: typed request, typed reply, one deadline. */
export class ServiceClient {
  private readonly proxy: ClientProxy;

  /** @param tracing makes a span for each request; without it none is made */
  constructor(
    settings: NatsSettings,
    private readonly tracing?: RequestTracing,
  ) {
    this.proxy = ClientProxyFactory.create({
      transport: Transport.NATS,
      options: { ...natsOptions(settings), waitOnFirstConnect: true },
    });
    // Connects in advance, so that the first request does not wait for it.
    void this.proxy.connect().catch(() => undefined);
  }

  /**
   * Sends one request and checks the reply against the contract.
   *
   * @throws ServiceUnavailable when there is no reply within the contract's deadline, or the reply does not fit the contract
   */
  async ask<Request, Reply>(contract: RequestContract<Request, Reply>, request: Request): Promise<Reply> {
    const send = (traceparent?: string): Promise<Reply> => this.send(contract, request, traceparent);
    try {
      return await (this.tracing === undefined ? send() : this.tracing.sending(contract.subject, send));
    } catch (error) {
      throw new ServiceUnavailable(contract.service, contract.subject, error);
    }
  }

  private async send<Request, Reply>(
    contract: RequestContract<Request, Reply>,
    request: Request,
    traceparent: string | undefined,
  ): Promise<Reply> {
    const answer$ = this.proxy.send<unknown>(contract.subject, traced(request, traceparent));
    return contract.parseReply(await firstValueFrom(answer$.pipe(timeout(contract.timeoutMs))));
  }

  /** Closes the connection; requests without a reply fail. */
  async close(): Promise<void> {
    await this.proxy.close();
  }
}

/** What Nest sends: the request, with the header when there is one. */
function traced(request: unknown, traceparent: string | undefined): unknown {
  if (traceparent === undefined) return request;
  const meta = headers();
  meta.set(REQUEST_TRACEPARENT, traceparent);
  return new NatsRecordBuilder(request).setHeaders(meta).build();
}
