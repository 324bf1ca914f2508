import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** What a service's document says of itself. */
export interface ApiDescription {
  service: string;
  title: string;
  description: string;
  version: string;
}

/** The OpenAPI 3.1 document of an application's routes. */
export function openApiDocument(app: INestApplication, api: ApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(api.title)
    .setDescription(api.description)
    .setVersion(api.version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An api key.' }, 'api-key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A visitor token.' }, 'visitor-token')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/**
 * Serves the document as pages and JSON: at `/docs` and `/docs-json`, and under the same path that the front
 * door uses, `/docs/<service>` and `/docs/<service>-json`.
 */
export function serveDocs(app: INestApplication, api: ApiDescription): void {
  let document: OpenAPIObject | undefined;
  // Built at the first request: it costs start-up time that most processes never need.
  const build = (): OpenAPIObject => (document ??= openApiDocument(app, api));
  for (const path of [`docs/${api.service}`, 'docs']) {
    SwaggerModule.setup(path, app, build, { jsonDocumentUrl: `${path}-json`, customSiteTitle: api.title });
  }
}
