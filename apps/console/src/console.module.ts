import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ServiceContext } from '@flowforge/service-kit/wiring/service-context';
import type { ConsoleConfig } from './config.js';
import { ForwardRequestController } from './forward-request/forward-request.controller.js';
import { ForwardRequest } from './forward-request/forward-request.service.js';
import { ShowDocsController } from './show-docs/show-docs.controller.js';
import { ORIGINS, UpstreamClient } from './upstream/upstream.client.js';

const CONTROLLERS = [ShowDocsController, ForwardRequestController];
const PROVIDERS = [ForwardRequest, UpstreamClient];

/** The whole front door. */
@Module({})
export class ConsoleModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  static with({ config }: ServiceContext<ConsoleConfig>): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: CONTROLLERS,
      providers: [{ provide: ORIGINS, useValue: config.origins }, ...PROVIDERS],
    };
  }

  /** Bodies pass as the bytes they are: whether they make sense is their owner's to say. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
}
