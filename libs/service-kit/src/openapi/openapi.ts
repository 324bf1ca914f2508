import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SESSION_SCHEME } from '../auth/caller.guard.js';
import { VERSION } from '../version.js';
import { ProblemDto } from '../http/api-problems.js';
import { completeDocument } from './complete-document.js';
import type { Schema } from './example-of-schema.js';

/** The requests that the service sends to customers, as `webhooks` of OpenAPI 3.1. */
export interface WebhookDescriptions {
  webhooks: Record<string, object>;
  /** Their schemas, added to `components.schemas`. */
  schemas: Record<string, Schema>;
}

/** Head of a service's document. */
export interface ApiDescription {
  /** Name of the service; part of the document's title and path. */
  service: string;
  description: string;
  /** Base address of the public API. Default `/`: the host from which the document was read. */
  publicUrl?: string;
  webhooks?: WebhookDescriptions;
}

/** The OpenAPI 3.1 document of an application's routes. */
export function openApiDocument(app: INestApplication, api: ApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(titleOf(api))
    .setDescription(api.description)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(api.publicUrl ?? '/')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'opaque',
        description: 'An api key, which starts with `ff_`. It belongs to one workspace and has scopes.',
      },
      'api-key',
    )
    .addCookieAuth(
      '__Host-flowforge_session',
      {
        type: 'apiKey',
        in: 'cookie',
        description:
          'The session of a user who has signed in, for the pages of this address only. The name on a loopback address without https is `flowforge_session`.',
      },
      SESSION_SCHEME,
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'opaque',
        description:
          'A visitor token, which starts with `ffv_`. It is returned when a conversation starts, and is valid for this conversation only.',
      },
      'visitor-token',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    extraModels: [ProblemDto],
  });
  return completed(document, api);
}

/** Completes the document. Works on a JSON copy, because schemas can be renamed there. */
function completed(document: OpenAPIObject, { service, webhooks }: ApiDescription): OpenAPIObject {
  const plain = JSON.parse(JSON.stringify(document));
  completeDocument(plain, service);
  if (webhooks) {
    plain.webhooks = webhooks.webhooks;
    Object.assign(plain.components.schemas, webhooks.schemas);
  }
  // A schema is named `Webhook`, not `WebhookDto` like its class.
  plain.components.schemas = Object.fromEntries(
    Object.entries(plain.components.schemas).map(([name, schema]) => [name.replace(/Dto$/, ''), schema]),
  );
  return JSON.parse(JSON.stringify(plain).replace(/("#\/components\/schemas\/\w+?)Dto"/g, '$1"'));
}

function titleOf({ service }: ApiDescription): string {
  return `Flowforge API: ${service}`;
}

/** Serves the document as JSON and YAML: at `/docs-json`, and at the paths of the front door, `/docs/<service>-json` and `-yaml`. */
export function serveDocs(app: NestFastifyApplication, api: ApiDescription): void {
  let document: OpenAPIObject | undefined;
  // Built at the first request, because it would make the start slower and most processes never need it.
  const build = (): OpenAPIObject => (document ??= openApiDocument(app, api));
  for (const path of [`docs/${api.service}`, 'docs']) SwaggerModule.setup(path, app, build, { ui: false });
}
