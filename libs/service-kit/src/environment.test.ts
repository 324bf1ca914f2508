import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError, describeEnvironment, type Environment, readEnvironment } from './environment.js';

function read(environment: Environment) {
  return {
    url: environment.address('URL', { protocols: ['postgres:'], secret: true, description: 'A database.' }),
    peers: environment.addresses('PEERS', { protocols: ['http:'], optional: true, description: 'Peers.' }),
    size: environment.integer('SIZE', { fallback: 10, min: 1, max: 99, description: 'A size.' }),
    open: environment.flag('OPEN', { fallback: false, description: 'A flag.' }),
    level: environment.choice('LEVEL', {
      choices: ['low', 'high'],
      fallback: 'low',
      description: 'A level.',
    }),
    door: environment.publicUrl('DOOR', { description: 'The front door.' }),
  };
}

test('variables are read, and an empty one counts as not set', () => {
  const values = {
    URL: 'postgres://u:p@host/db',
    PEERS: 'http://a/, http://b',
    SIZE: '7',
    OPEN: 'true',
    LEVEL: '',
    DOOR: 'https://Door.example/',
  };
  assert.deepEqual(readEnvironment(values, read), {
    url: 'postgres://u:p@host/db',
    peers: ['http://a', 'http://b'],
    size: 7,
    open: true,
    level: 'low',
    door: 'https://door.example',
  });
});

test('one error lists every wrong variable, and contains no address', () => {
  const values = {
    URL: 'mysql://user:hush@host',
    PEERS: 'ftp://x',
    DOOR: 'http://door.example/?key=hush',
    SIZE: '100',
    OPEN: 'yes',
    LEVEL: 'middle',
  };
  assert.throws(
    () => readEnvironment(values, read),
    (error: unknown) => {
      assert.ok(error instanceof ConfigurationError);
      for (const name of Object.keys(values)) assert.match(error.message, new RegExp(`${name} `));
      assert.doesNotMatch(error.message, /hush/);
      return true;
    },
  );
  assert.throws(() => readEnvironment({}, read), /URL is missing/);
});

test('a number is written in digits only', () => {
  for (const SIZE of ['1e1', '0x10', ' 7', '7.0', '-1'])
    assert.throws(() => readEnvironment({ URL: 'postgres://h', SIZE }, read), /SIZE/);
});

test('describes the variables that are read', () => {
  assert.deepEqual(describeEnvironment(read).slice(0, 3), [
    { name: 'URL', type: '`postgres://`', fallback: null, secret: true, description: 'A database.' },
    { name: 'PEERS', type: 'list of `http://`', fallback: '', secret: false, description: 'Peers.' },
    { name: 'SIZE', type: 'whole number, 1 to 99', fallback: '10', secret: false, description: 'A size.' },
  ]);
});
