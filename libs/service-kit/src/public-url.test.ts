import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicOrigin } from './public-url.js';

test('a public address is scheme, host and port', () => {
  const cases: [string, string][] = [
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['https://flow.example/', 'https://flow.example'],
    ['HTTPS://Flow.Example:443', 'https://flow.example'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['http://bücher.example', 'http://xn--bcher-kva.example'],
  ];
  for (const [text, origin] of cases) assert.equal(publicOrigin(text), origin, text);
});

test('any other part is refused by its name, with what to write instead', () => {
  const cases: [string, string][] = [
    ['https://flow.example/app', 'a path'],
    ['https://flow.example//', 'a path'],
    ['https://flow.example/?tab=hush', 'a query'],
    ['https://flow.example#top', 'a fragment'],
    ['https://anna:hush@flow.example', 'a user'],
    ['https://:hush@flow.example', 'a user'],
    ['https://anna@flow.example/app?tab=1#top', 'a user and a path and a query and a fragment'],
  ];
  for (const [text, part] of cases) {
    const message = `it has ${part}; write only scheme, host and port: https://flow.example`;
    assert.throws(() => publicOrigin(text), { message }, text);
  }
  for (const text of [
    'flow.example',
    'flow.example:3000',
    'ftp://flow.example',
    'https://',
    'http://a:99999',
  ])
    assert.throws(() => publicOrigin(text), { message: /starts with `http:\/\/` or `https:\/\/`$/ }, text);
});
