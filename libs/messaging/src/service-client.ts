import type { RequestContract } from '@flowforge/contracts/requests/contract';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { natsOptions, type NatsSettings } from './nats-options.js';

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

  constructor(settings: NatsSettings) {
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
    try {
      const answer$ = this.proxy
        .send<unknown, Request>(contract.subject, request)
        .pipe(timeout(contract.timeoutMs));
      return contract.parseReply(await firstValueFrom(answer$));
    } catch (error) {
      throw new ServiceUnavailable(contract.service, contract.subject, error);
    }
  }

  /** Closes the connection; requests without a reply fail. */
  async close(): Promise<void> {
    await this.proxy.close();
  }
}
