import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommand, readPassword, UsageError } from './command-line.js';

test('one line break at the end of standard input is not part of a password', () => {
  assert.equal(readPassword(Buffer.from('correct horse')), 'correct horse');
  assert.equal(readPassword(Buffer.from('correct horse\n')), 'correct horse');
  assert.equal(readPassword(Buffer.from('correct horse\r\n')), 'correct horse');
  assert.equal(readPassword(Buffer.from(' correct horse \n\n')), ' correct horse \n');
});

test('a password that is too short, too long or not UTF-8 is refused without repeating it', () => {
  const wrong = [
    '',
    'short',
    'x'.repeat(201),
    'with a \0 inside',
    Buffer.concat([Buffer.from('bytes that are no UTF-8'), Buffer.of(0xff)]),
  ];
  for (const input of wrong) {
    assert.throws(
      () => readPassword(Buffer.from(input)),
      (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.equal(error.message, 'the password must be UTF-8 of 10 to 200 characters');
        return true;
      },
    );
  }
});

test('the e-mail address of a command is read in lower case', () => {
  assert.deepEqual(readCommand(['reset-password', '--email', 'Ada@Example.com']), {
    kind: 'reset-password',
    email: 'ada@example.com',
  });
  for (const email of ['ada', 'a b@c', `${'a'.repeat(254)}@b`]) {
    assert.throws(() => readCommand(['reset-password', '--email', email]), UsageError);
  }
});

test('a wrong command line names the error', () => {
  const wrong: [RegExp, string[]][] = [
    [/^a command is required$/, []],
    [/no command "drop"/, ['drop']],
    [/--name is required/, ['create-workspace']],
    [/--name must be 1 to 63 lower-case letters, digits and "-"/, ['create-workspace', '--name', 'My Shop']],
    [/no scope "everything"/, ['mint-api-key', '--workspace', 'w', '--name', 'a', '--scopes', 'everything']],
    [
      /--role must be one of/,
      ['create-user', '--workspace', 'w', '--email', 'a@b', '--name', 'A', '--role', 'x'],
    ],
    [/--email must be an e-mail address/, ['reset-password', '--email', 'nobody']],
  ];
  for (const [message, args] of wrong) {
    assert.throws(
      () => readCommand(args),
      (error) => error instanceof UsageError && message.test(error.message),
      args.join(' '),
    );
  }
});
