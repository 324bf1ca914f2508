import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdField, IntegerField, ObjectListField, TextField } from './fields.js';
import { Problem } from './problem.js';
import { validationPipe } from './validation.js';

class EntryDto {
  @TextField({ description: 'A name.', max: 10 })
  name: string;
}

class BodyDto {
  @TextField({ description: 'A text.', max: 10 })
  text: string;

  @IdField({ description: 'An id.', nullable: true })
  id: string | null;

  @IntegerField({ description: 'A number.', min: 1, max: 5, optional: true })
  count?: number;

  @ObjectListField({ description: 'Entries.', of: () => EntryDto, maxItems: 5 })
  entries: EntryDto[];
}

async function errorsOf(body: object): Promise<Record<string, string>> {
  const problem: unknown = await validationPipe()
    .transform(body, { type: 'body', metatype: BodyDto })
    .then(
      () => null,
      (error: unknown) => error,
    );
  if (problem === null) return {};
  assert.ok(problem instanceof Problem);
  return Object.fromEntries((problem.errors ?? []).map(({ field, message }) => [field, message]));
}

test('a field that is missing is required, whatever its type', async () => {
  assert.deepEqual(await errorsOf({}), {
    text: 'is required',
    id: 'is required',
    entries: 'is required',
  });
  assert.deepEqual(await errorsOf({ text: 'a', id: null, entries: [{}] }), {
    'entries[0].name': 'is required',
  });
});

test('a field of a wrong type is not reported as missing', async () => {
  assert.deepEqual(await errorsOf({ text: 1, id: 'x', count: 'y', entries: null }), {
    text: 'must be a text',
    id: 'must be a UUID',
    count: 'must be a whole number from 1 to 5',
    entries: 'must be a list',
  });
});

test('an optional field may be left out, a nullable one may be null', async () => {
  assert.deepEqual(await errorsOf({ text: 'a', id: null, entries: [] }), {});
});
