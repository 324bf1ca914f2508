import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from 'class-validator';
import { IdField, IntegerField, QueryFlagField, TextField } from './fields.js';
import {
  ChoiceListField,
  IdListField,
  IdParameterListField,
  IntegerListField,
  ObjectListField,
  TextListField,
} from './list-fields.js';
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

test('a missing field of any type is reported as required', async () => {
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
    text: 'must be a string',
    id: 'must be a UUID',
    count: 'must be a whole number from 1 to 5',
    entries: 'must be an array',
  });
});

test('an entry that is no object is named, and nothing in it', async () => {
  for (const entry of [1, 'a', null, [], [{ name: 1 }], [[{ name: 'a' }]]]) {
    assert.deepEqual(await errorsOf({ text: 'a', id: null, entries: [{ name: 1 }, entry] }), {
      'entries[1]': 'must be an object',
    });
  }
});

test('each wrong entry of a list is named with what is wrong with it, the first 20 of them', async () => {
  class ListDto {
    @TextListField({ description: 'Texts.', maxItems: 100, max: 3, repeats: true })
    texts: unknown;
    @IdListField({ description: 'Ids.', maxItems: 100 })
    ids: unknown;
    @IntegerListField({ description: 'Numbers.', maxItems: 100, min: 1, max: 5 })
    numbers: unknown;
    @ChoiceListField({ description: 'Choices.', maxItems: 100, choices: ['a', 'b'] })
    choices: unknown;
  }
  const errorsIn = async (body: object): Promise<unknown> =>
    validationPipe()
      .transform(body, { type: 'body', metatype: ListDto })
      .then(
        () => [],
        (error: unknown) => (error instanceof Problem ? error.errors : error),
      );
  const right = { texts: ['a\nb', '😀😀😀'], ids: [], numbers: [1, 5], choices: ['b'] };
  assert.deepEqual(await errorsIn(right), []);
  assert.deepEqual(
    await errorsIn({
      texts: ['a', 5, '', 'long', 'a\u0000'],
      ids: ['x'],
      numbers: [1.5, 0, 3, 6],
      choices: ['a', 'c'],
    }),
    [
      { field: 'texts[1]', message: 'must be a string' },
      { field: 'texts[2]', message: 'must not be empty' },
      { field: 'texts[3]', message: 'must be at most 3 characters' },
      { field: 'texts[4]', message: 'must not contain the character U+0000' },
      { field: 'ids[0]', message: 'must be a UUID' },
      { field: 'numbers[0]', message: 'must be a whole number from 1 to 5' },
      { field: 'numbers[1]', message: 'must be a whole number from 1 to 5' },
      { field: 'numbers[3]', message: 'must be a whole number from 1 to 5' },
      { field: 'choices[1]', message: 'must be one of a, b' },
    ],
  );
  const many = Array.from({ length: 100 }, () => 1);
  assert.deepEqual(
    await errorsIn({ ...right, texts: many }),
    many.slice(0, 20).map((_, index) => ({ field: `texts[${index}]`, message: 'must be a string' })),
  );
});

test('an optional field may be left out, a nullable one may be null', async () => {
  assert.deepEqual(await errorsOf({ text: 'a', id: null, entries: [] }), {});
});

const LIST_MAX = 1_000;

class ListsDto {
  @IdListField({ description: 'Ids.', maxItems: LIST_MAX })
  ids: unknown;

  @TextListField({ description: 'Texts.', maxItems: LIST_MAX, max: 10 })
  texts: unknown;

  @ChoiceListField({ description: 'Choices.', maxItems: LIST_MAX, choices: ['a', 'b'] })
  choices: unknown;

  @ObjectListField({ description: 'Entries.', of: () => EntryDto, maxItems: LIST_MAX })
  entries: unknown;
}

/** A list that counts how often its entries are read. */
function countingList(entries: unknown[]): { list: unknown[]; reads: () => number } {
  let reads = 0;
  const isEntry = (key: string | symbol): boolean => typeof key === 'string' && /^\d+$/.test(key);
  const list = new Proxy(entries, {
    get(target, key, receiver): unknown {
      if (isEntry(key)) reads += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  return { list, reads: () => reads };
}

async function messagesOf(lists: ListsDto): Promise<Record<string, unknown>> {
  const errors = await validate(lists, { stopAtFirstError: true });
  return Object.fromEntries(
    errors.map(({ property, constraints }) => [property, Object.values(constraints ?? {})]),
  );
}

test('the entries of a list that is too long are not looked at', async () => {
  const counted = countingList(Array.from({ length: LIST_MAX + 1 }, () => 'no'));
  const { list } = counted;
  const tooLong = ['must have at most 1000 entries'];
  assert.deepEqual(
    await messagesOf(Object.assign(new ListsDto(), { ids: list, texts: list, choices: list, entries: list })),
    { ids: tooLong, texts: tooLong, choices: tooLong, entries: tooLong },
  );
  assert.equal(counted.reads(), 0);
});

test('the entries of a list within its bounds are read a fixed number of times each', async () => {
  const counted = countingList(Array.from({ length: LIST_MAX }, (_, index) => `text ${index}`));
  const lists = Object.assign(new ListsDto(), { ids: [], texts: counted.list, choices: [], entries: [] });
  assert.deepEqual(await messagesOf(lists), {});
  assert.ok(counted.reads() <= 10 * LIST_MAX, `${counted.reads()} reads`);
});

test('a list without repeats refuses an entry that it holds already', async () => {
  const repeated = ['must not contain the same entry twice'];
  const id = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a';
  const lists = { ids: [id, id], texts: ['a', 'b', 'a'], choices: ['a', 'a'], entries: [] };
  assert.deepEqual(await messagesOf(Object.assign(new ListsDto(), lists)), {
    ids: repeated,
    texts: repeated,
    choices: repeated,
  });
});

test('a parameter of ids is one id, or repeated', async () => {
  class QueryDto {
    @IdParameterListField({ description: 'Ids.', maxItems: 2, optional: true })
    ids?: string[];
  }
  const read = async (query: object): Promise<unknown> =>
    validationPipe().transform(query, { type: 'query', metatype: QueryDto });
  const [one, two] = ['0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a', '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7b'];
  assert.deepEqual({ ...Object(await read({ ids: one.toUpperCase() })) }, { ids: [one] });
  assert.deepEqual({ ...Object(await read({ ids: [one, two] })) }, { ids: [one, two] });
  await assert.rejects(read({ ids: 'x' }), (error) => {
    assert.ok(error instanceof Problem);
    assert.deepEqual(error.errors, [{ field: 'ids', message: 'must be a UUID' }]);
    return true;
  });
  await assert.rejects(read({ ids: [one, two, '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7c'] }));
});

test('a flag in a query is the text true or false, and nothing else', async () => {
  class QueryDto {
    @QueryFlagField({ description: 'A flag.', optional: true })
    flag?: boolean;
  }
  const read = async (query: object): Promise<boolean | undefined> => {
    const value = await validationPipe().transform(query, { type: 'query', metatype: QueryDto });
    assert.ok(value instanceof QueryDto);
    return value.flag;
  };
  assert.equal(await read({ flag: 'true' }), true);
  assert.equal(await read({ flag: 'false' }), false);
  assert.equal(await read({}), undefined);
  for (const flag of ['', 'yes', 'TRUE', '1', ['true', 'false']])
    await assert.rejects(read({ flag }), (error) => {
      assert.ok(error instanceof Problem);
      assert.deepEqual(error.errors, [{ field: 'flag', message: 'must be true or false' }]);
      return true;
    });
});
