import { ALL_SCOPES, rolesWithScope } from '@flowforge/contracts/words';
import { unsupportedCharset, unsupportedEncoding } from '../http/check-request.js';
import { MESSAGES } from '../http/field-messages.js';
import { invalid, Problem, unknownFields } from '../http/problem.js';
import { exampleOf, resolveSchema, type Schema, type Schemas } from './example-of-schema.js';
import { PROBLEM_TYPE, problemResponse, type ProblemResponse } from '../http/problem-response.js';

interface MediaType {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface Parameter {
  name: string;
  in: string;
  description?: string;
  schema?: Schema;
  example?: unknown;
}

interface Response {
  description: string;
  content?: Record<string, MediaType>;
}

/** An OpenAPI operation, as far as this file reads and changes it. */
export interface Operation {
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, Response>;
  'x-required-scope'?: string;
  'x-requires-user'?: boolean;
}

/** An OpenAPI document, as far as this file reads and changes it. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/**
 * Adds to every route what its decorators need not repeat: the problems that every route with a body, a query or an api key can
 * answer with, `security: []` where no token is needed, and an example for each parameter, request body and answer. Changes
 * `document`.
 */
export function completeDocument(document: Document, service: string): void {
  const { schemas } = document.components;
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      operation.security ??= [];
      addRequirement(operation);
      for (const problem of generalProblems(operation, schemas, service)) addProblem(operation, problem);
      addExamples(operation, schemas);
    }
  }
}

/** Adds to the description which scope the route needs, and so which roles may use it. */
function addRequirement(operation: Operation): void {
  const scope = ALL_SCOPES.find((one) => one === operation['x-required-scope']);
  if (scope === undefined && !operation['x-requires-user']) return;
  const sentence =
    scope === undefined
      ? 'Needs a user who has signed in, in any role. Api keys are refused.'
      : `Needs the scope \`${scope}\`. Roles that have it: ${rolesWithScope(scope).join(', ')}.`;
  operation.description = [operation.description, sentence].filter((part) => part).join('\n\n');
}

function generalProblems(operation: Operation, schemas: Schemas, service: string): Problem[] {
  const body = operation.requestBody?.content['application/json']?.schema;
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const needsApiKey = operation.security?.some((scheme) => 'api-key' in scheme) ?? false;
  return [
    ...(body ? problemsOfBody(resolveSchema(body, schemas), schemas) : []),
    ...(query.length > 0 ? problemsOfQuery(query) : []),
    new Problem(
      500,
      'internal_error',
      'The request failed because of an error in this service. The error was logged.',
    ),
    ...(needsApiKey && service !== 'registry'
      ? [new Problem(503, 'registry_unavailable', 'The registry service does not answer; try again.')]
      : []),
    new Problem(503, 'storage_unavailable', 'The database does not answer; nothing was changed, try again.'),
    new Problem(
      503,
      'storage_conflict',
      'Another request changed the same data at the same time, so nothing of this one was stored. Send it again.',
    ),
    new Problem(
      503,
      'workspace_busy',
      'Too many requests of this workspace run at the same time. Send fewer at once, and send this one again.',
    ),
  ];
}

function problemsOfBody({ properties = {}, required = [] }: Schema, schemas: Schemas): Problem[] {
  const field = required[0] ?? Object.keys(properties)[0];
  return [
    new Problem(400, 'malformed_body', 'The body is not valid JSON.'),
    unknownFields(['nmae']),
    new Problem(413, 'body_too_large', 'The request body is larger than this route accepts.'),
    new Problem(415, 'unsupported_media_type', 'Send the body as application/json.'),
    unsupportedEncoding(),
    unsupportedCharset(),
    ...(field === undefined
      ? []
      : [
          invalid([
            {
              field,
              message: required.includes(field)
                ? MESSAGES.required
                : messageOf(resolveSchema(properties[field] ?? {}, schemas)),
            },
          ]),
        ]),
  ];
}

function problemsOfQuery(query: readonly Parameter[]): Problem[] {
  const names = query.map(({ name }) => name);
  const other = query.find(({ name }) => name !== 'cursor');
  return [
    unknownFields(['nmae'], 'parameter'),
    ...(names.includes('cursor')
      ? [
          new Problem(
            400,
            'invalid_cursor',
            'Send `next_cursor` of the previous page unchanged, with the same filters, or send no cursor.',
            [{ field: 'cursor', message: 'is not a cursor of this list' }],
          ),
        ]
      : []),
    ...(other === undefined
      ? []
      : [invalid([{ field: other.name, message: messageOf(other.schema ?? {}) }], 'parameter')]),
  ];
}

/** The message of a field or parameter of this schema when its value is wrong; of several messages, one. */
function messageOf(schema: Schema): string {
  const { enum: choices, format, minimum, maximum, minLength } = schema;
  const type = [schema.type].flat().find((one) => one !== 'null');
  if (type === 'array') return MESSAGES.list;
  if (choices !== undefined) return MESSAGES.choice(choices);
  if (format === 'uuid') return MESSAGES.id;
  if (format === 'date-time') return MESSAGES.time;
  if (type === 'boolean') return MESSAGES.flag;
  if (type === 'integer' && typeof minimum === 'number') {
    return MESSAGES.integer(minimum, typeof maximum === 'number' ? maximum : undefined);
  }
  if (type === 'number' && typeof minimum === 'number' && typeof maximum === 'number') {
    return MESSAGES.number(minimum, maximum);
  }
  if (type === 'string') return minLength === 1 ? MESSAGES.notEmpty : MESSAGES.string;
  return MESSAGES.object;
}

function addProblem(operation: Operation, problem: Problem): void {
  const addition: ProblemResponse = problemResponse([problem]);
  const existing = operation.responses[problem.status];
  const known = existing?.content?.[PROBLEM_TYPE];
  if (!existing || !known?.examples) {
    operation.responses[problem.status] = addition;
    return;
  }
  if (problem.code in known.examples) return;
  existing.description += `, \`${problem.code}\``;
  Object.assign(known.examples, addition.content[PROBLEM_TYPE]?.examples);
}

function addExamples(operation: Operation, schemas: Schemas): void {
  for (const parameter of operation.parameters ?? []) {
    const schema = parameter.in === 'path' ? { format: 'uuid', ...parameter.schema } : parameter.schema;
    const value = parameter.example ?? exampleOf(schema ?? {}, schemas);
    if (value !== undefined) parameter.example = value;
  }
  const contents = [operation.requestBody, ...Object.values(operation.responses)];
  for (const content of contents) {
    const json = content?.content?.['application/json'];
    if (!json?.schema || json.example !== undefined || json.examples) continue;
    const example = exampleOf(json.schema, schemas);
    if (example !== undefined) json.example = example;
  }
}
