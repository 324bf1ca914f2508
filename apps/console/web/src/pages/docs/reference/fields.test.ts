import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, parameterField } from './fields.js';
import type { Schema, Schemas } from './openapi.js';

const SCHEMAS: Schemas = {
  Limit: {
    type: 'object',
    description: 'A limit.',
    properties: { per: { type: 'string', enum: ['second', 'minute'] } },
  },
  Tree: { type: 'object', properties: { tree: { $ref: '#/components/schemas/Tree' } } },
};

const fieldOf = (schema: Schema) => {
  const [field] = fieldsOf({ type: 'object', properties: { it: schema }, required: ['it'] }, SCHEMAS);
  assert.ok(field);
  return field;
};

test('the type is in words', () => {
  for (const [schema, words] of [
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'uuid' }, 'string (uuid)'],
    [{ type: ['integer', 'null'] }, 'integer or null'],
    [{ type: 'array', items: { type: 'string' } }, 'list of strings'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Limit' } }, 'list of objects'],
    [{ anyOf: [{ $ref: '#/components/schemas/Limit' }, { type: 'null' }] }, 'object or null'],
    [{}, 'any value'],
  ] satisfies [Schema, string][])
    assert.equal(fieldOf(schema).type, words);
});

test('a field has the fields of its object, and its own description before that of the schema', () => {
  const own = fieldOf({
    description: 'How fast.',
    anyOf: [{ $ref: '#/components/schemas/Limit' }, { type: 'null' }],
  });
  assert.equal(own.description, 'How fast.');
  assert.deepEqual(
    own.fields.map(({ name, values, isRequired }) => [name, values, isRequired]),
    [['per', ['second', 'minute'], false]],
  );
  assert.equal(fieldOf({ $ref: '#/components/schemas/Limit' }).description, 'A limit.');
});

test('limits are in words, and values and examples are text', () => {
  assert.equal(fieldOf({ type: 'string', minLength: 1, maxLength: 2_048 }).limits, '1 to 2,048 characters');
  assert.equal(fieldOf({ type: 'integer', maximum: 20 }).limits, 'at most 20');
  assert.equal(fieldOf({ type: 'array', items: {}, minItems: 1 }).limits, 'at least 1 items');
  assert.equal(fieldOf({ type: 'string' }).limits, undefined);
  assert.deepEqual(fieldOf({ type: 'string', const: 'event' }).values, ['event']);
  assert.deepEqual(fieldOf({ type: 'array', items: { enum: ['a', null] } }).values, ['a', 'null']);
  assert.equal(fieldOf({ example: { a: 1 } }).example, '{"a":1}');
});

test('a schema that contains itself ends', () => {
  const depth = (fields: ReturnType<typeof fieldsOf>): number =>
    fields[0] ? 1 + depth(fields[0].fields) : 0;
  assert.equal(depth(fieldsOf({ $ref: '#/components/schemas/Tree' }, SCHEMAS)), 4);
});

test('a parameter shows its own text and example', () => {
  const field = parameterField(
    {
      name: 'limit',
      in: 'query',
      description: 'Size.',
      schema: { type: 'integer', example: 1 },
      example: 50,
    },
    {},
  );
  assert.deepEqual(
    [field.name, field.type, field.isRequired, field.description, field.example],
    ['limit', 'integer', false, 'Size.', '50'],
  );
});
