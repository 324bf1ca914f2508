import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../version.js';
import { ProblemDto } from '../http/api-problems.js';
import { completeDocument } from './complete-document.js';
import type { Schema } from './example-of-schema.js';

/** Requests that the service sends, in the form of OpenAPI 3.1's `webhooks`. */
export interface WebhookDescriptions {
  webhooks: Record<string, object>;
  /** The schemas that they refer to, for `components.schemas`. */
  schemas: Record<string, Schema>;
}

/** What a service's document says of itself. */
export interface ApiDescription {
  /** The service's name, also in the document's title and path. */
  service: string;
  description: string;
  /** Base address of the public API; without it the document says `/`, the host that it was read from. */
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
  return finished(document, api);
}

/** Completes the document through its JSON form, where classes are plain data and can be renamed. */
function finished(document: OpenAPIObject, { service, webhooks }: ApiDescription): OpenAPIObject {
  const plain = JSON.parse(JSON.stringify(document));
  completeDocument(plain, service);
  if (webhooks) {
    plain.webhooks = webhooks.webhooks;
    Object.assign(plain.components.schemas, webhooks.schemas);
  }
  // Schemas are called `Webhook`, not `WebhookDto`, which is the name of a class.
  plain.components.schemas = Object.fromEntries(
    Object.entries(plain.components.schemas).map(([name, schema]) => [name.replace(/Dto$/, ''), schema]),
  );
  return JSON.parse(JSON.stringify(plain).replace(/("#\/components\/schemas\/\w+?)Dto"/g, '$1"'));
}

function titleOf({ service }: ApiDescription): string {
  return `Flowforge API: ${service}`;
}

/** What the pages of Swagger UI may do: their own scripts and requests only. The page's template has inline styles. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the document as pages and JSON: at `/docs` and `/docs-json`, and under the same path that the front
 * door uses, `/docs/<service>` and `/docs/<service>-json`.
 */
export function serveDocs(app: NestFastifyApplication, api: ApiDescription): void {
  let document: OpenAPIObject | undefined;
  // Built at the first request: most processes are never asked for it, and it would make the start slower.
  const build = (): OpenAPIObject => (document ??= openApiDocument(app, api));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      if (request.url.startsWith('/docs')) reply.header('content-security-policy', DOCS_POLICY);
    });
  for (const path of [`docs/${api.service}`, 'docs']) {
    SwaggerModule.setup(path, app, build, {
      jsonDocumentUrl: `${path}-json`,
      customSiteTitle: titleOf(api),
      // The page would otherwise ask a server on the internet to validate the document.
      swaggerOptions: { validatorUrl: null },
    });
  }
}
