import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DynamicModule } from '@nestjs/common';
import Compile from 'typebox/schema';
import { PROBLEM_TYPE } from '../http/problem-response.js';
import type { Operation } from './complete-document.js';
import type { Schema } from './example-of-schema.js';
import type { ApiDescription } from './openapi.js';
import { previewDocument, type ServedDocument } from './preview-document.js';

interface Route {
  name: string;
  path: string;
  operation: Operation;
}

/** Declares the tests that every service's document has to pass. */
export function testDocument(module: () => DynamicModule, api: ApiDescription): void {
  const document = previewDocument(module(), api);

  test('the document has the title, the version and the server that all services share', async () => {
    const { info, servers } = await document;
    assert.equal(info.title, `Flowforge API: ${api.service}`);
    assert.match(info.version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(servers, [{ url: api.publicUrl ?? '/' }]);
  });

  test('every body and every answer has an example that fits its schema', async () => {
    const { components } = await document;
    const wrong: string[] = [];
    for (const { name, operation } of routesOf(await document)) {
      for (const { where, schema, examples } of contentsOf(operation)) {
        if (examples.length === 0) wrong.push(`${name}: no example of ${where}`);
        const validator = Compile.Compile({ ...schema, components });
        for (const example of examples) {
          const [fits, errors] = validator.Errors(example);
          if (!fits) wrong.push(`${name}: the example of ${where} does not fit: ${JSON.stringify(errors)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  test('every parameter has a description and an example', async () => {
    const missing = routesOf(await document).flatMap(({ name, operation }) =>
      (operation.parameters ?? [])
        .filter(({ description, example }) => !description || example === undefined)
        .map((parameter) => `${name}: ${parameter.name}`),
    );
    assert.deepEqual(missing, []);
  });

  test('a 404 names a resource of the route', async () => {
    const all = await document;
    for (const { name, path, operation } of routesOf(all)) {
      const resources = resourcesOf(path, operation, all.components.schemas);
      for (const code of codesOf(operation, '404')) {
        assert.ok(resources.includes(code.replace(/_not_found$/, '')), `${name}: ${code}`);
      }
    }
  });

  test('every route documents its authentication and its general failures', async () => {
    for (const { name, operation } of routesOf(await document)) {
      assert.ok(operation.security, name);
      const expected = operation.requestBody ? ['400', '413', '415', '500', '503'] : ['500', '503'];
      for (const status of expected) assert.ok(codesOf(operation, status).length > 0, `${name}: ${status}`);
    }
  });

  test('a route with a body lists every code of a 415', async () => {
    for (const { name, operation } of routesOf(await document)) {
      if (!operation.requestBody) continue;
      const expected = ['unsupported_media_type', 'unsupported_encoding', 'unsupported_charset'];
      assert.deepEqual(codesOf(operation, '415'), expected, name);
    }
  });
}

function routesOf({ paths }: ServedDocument): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  );
}

/** Each content of a request body or an answer with its examples. */
export function contentsOf(
  operation: Operation,
): { where: string; schema: Schema; examples: readonly unknown[] }[] {
  const parts = [
    { where: 'the body', part: operation.requestBody },
    ...Object.entries(operation.responses).map(([status, part]) => ({ where: status, part })),
  ];
  return parts.flatMap(({ where, part }) =>
    Object.values(part?.content ?? {}).map(({ schema = {}, example, examples = {} }) => ({
      where,
      schema,
      examples: [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples).map(({ value }) => value),
      ],
    })),
  );
}

function codesOf(operation: Operation, status: string): string[] {
  return Object.keys(operation.responses[status]?.content?.[PROBLEM_TYPE]?.examples ?? {});
}

/** Names of the resources in a path (`/v1/api-keys/{id}` → `api_key`) and in the ids of a request body. */
function resourcesOf(path: string, operation: Operation, schemas: Record<string, Schema>): string[] {
  const inPath = path
    .split('/')
    .map((segment) => segment.replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, ''));
  const reference = operation.requestBody?.content['application/json']?.schema?.$ref?.split('/').at(-1);
  const { properties = {} } = (reference === undefined ? undefined : schemas[reference]) ?? {};
  const given = [...Object.keys(properties), ...(operation.parameters ?? []).map(({ name }) => name)];
  const ids = given.filter((name) => name.endsWith('_id'));
  return [...inPath, ...ids.map((name) => name.slice(0, -'_id'.length))];
}
