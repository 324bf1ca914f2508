import { fieldsOf, parameterField } from './fields.js';
import { groupRoutes } from './groups.js';
import type { Answer, Content, OpenApiDocument, Operation, Schema, Schemas } from './openapi.js';
import type {
  AnswerReference,
  BodyReference,
  ErrorReference,
  EventReference,
  Needs,
  Reference,
  RouteReference,
} from './reference.js';

/** Reads the documents of all services. */
export function readReference(documents: readonly OpenApiDocument[]): Reference {
  const routes = documents.flatMap(({ paths, components }) =>
    operationsOf(paths).map(({ name, method, operation }) =>
      routeOf(name, method, operation, components.schemas),
    ),
  );
  const events = documents.flatMap(({ webhooks = {}, components }) =>
    operationsOf(webhooks).map(({ name, operation }) => eventOf(name, operation, components.schemas)),
  );
  return { groups: groupRoutes(routes), events };
}

function operationsOf(paths: OpenApiDocument['paths']) {
  return Object.entries(paths).flatMap(([name, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation === undefined ? [] : [{ name, method, operation }],
    ),
  );
}

function routeOf(path: string, method: string, operation: Operation, schemas: Schemas): RouteReference {
  const { summary = '', description = '', tags = [], parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses);
  return {
    slug: slugOf(method, path),
    method: method.toUpperCase(),
    path,
    group: tags[0] ?? 'other',
    summary,
    description: withoutNeeds(description),
    needs: needsOf(operation),
    parameters: parameters.map((each) => ({ ...parameterField(each, schemas), place: each.in })),
    body: bodiesOf(requestBody?.content, schemas)[0],
    answers: answers
      .filter(([status]) => Number(status) < 400)
      .map(([status, answer]) => answerOf(status, answer, schemas)),
    errors: answers
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([status, answer]) => errorsOf(status, answer)),
  };
}

/** `post`, `/v1/webhooks/{id}/rotate-secret` → `post-webhooks-id-rotate-secret`. */
export function slugOf(method: string, path: string): string {
  return [method.toLowerCase(), ...path.replace(/^\/v1/, '').replace(/[{}]/g, '').split('/')]
    .filter(Boolean)
    .join('-')
    .replaceAll('_', '-');
}

/** The reference shows what a route needs beside its description, so the sentence about it is left out. */
function withoutNeeds(description: string): string {
  return description
    .split('\n\n')
    .filter((paragraph) => !/^Needs (the scope|a user)/.test(paragraph))
    .join('\n\n');
}

function needsOf({ security = [], 'x-required-scope': scope }: Operation): Needs {
  if (scope !== undefined) return { kind: 'scope', scope };
  const schemes = security.flatMap((each) => Object.keys(each));
  if (schemes.includes('visitor-token')) return { kind: 'visitor' };
  return { kind: schemes.includes('session') ? 'user' : 'nothing' };
}

function answerOf(
  status: string,
  { description, headers = {}, content }: Answer,
  schemas: Schemas,
): AnswerReference {
  return {
    status,
    description,
    headers: Object.entries(headers).map(([name, header]) => ({
      name,
      description: header.description ?? '',
    })),
    bodies: bodiesOf(content, schemas),
  };
}

function bodiesOf(content: Record<string, Content> | undefined, schemas: Schemas): BodyReference[] {
  return Object.entries(content ?? {}).map(([contentType, { schema, example }]) => ({
    contentType,
    fields: fieldsOf(schema, schemas),
    example: exampleText(example),
  }));
}

function errorsOf(status: string, { content = {} }: Answer): ErrorReference[] {
  return Object.values(content).flatMap(({ examples = {} }) =>
    Object.entries(examples).map(([code, { value }]) => ({
      status,
      code,
      detail: String(Object(value).detail),
    })),
  );
}

function eventOf(type: string, operation: Operation, schemas: Schemas): EventReference {
  const { summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const { schema, examples = {} } = requestBody?.content['application/json'] ?? {};
  return {
    type,
    summary,
    description,
    headers: parameters.map((each) => parameterField(each, schemas)),
    versions: Object.entries(examples).map(([version, { value }]) => ({
      version,
      fields: fieldsOf(schemaOfVersion(schema, version), schemas),
      example: exampleText(value),
    })),
    answers: Object.entries(responses).map(([status, answer]) => ({
      status,
      description: answer.description,
    })),
  };
}

/** The schemas of a body are named after their version: `CapturedFormCreated_2026_05`. */
function schemaOfVersion(schema: Schema | undefined, version: string): Schema | undefined {
  return schema?.oneOf?.find(({ $ref }) => $ref?.endsWith(version.replaceAll('-', '_')) === true);
}

function exampleText(example: unknown): string | undefined {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}
