import fastifyStatic from '@fastify/static';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { StaticFolder } from './static-folder.client.js';

/** Sends files with an ETag, conditional answers and ranges. A compressed copy beside the file (`.br`, `.gz`) is preferred. */
@Injectable()
export class StaticFiles implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    // Not awaited: that would finish the set-up of Fastify before Nest has set its error handler. It is loaded before HTTP listens.
    void this.host.httpAdapter.getInstance().register(fastifyStatic, {
      // It adds no routes: the controllers decide which file answers which path.
      serve: false,
      preCompressed: true,
      cacheControl: false,
      index: false,
    });
  }

  /** Sends a file that is in the folder. Status and headers that are set on the reply are kept. */
  send(reply: FastifyReply, folder: StaticFolder, name: string, headers: Record<string, string>): void {
    void reply.headers(headers).sendFile(name, folder.path);
  }
}
