import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointError } from './endpoint-error.js';

test('an endpoint begins with https://, or with http:// in a local run', () => {
  for (const text of [
    'crm.example.com/hooks',
    'ftp://crm.example.com/hooks',
    'https:crm.example.com',
    '//crm',
  ])
    assert.match(endpointError(text) ?? '', /^Begin with https:\/\/, or with http:\/\/ in a local run/, text);
  for (const text of ['', 'https://crm.example.com/hooks', 'HTTP://127.0.0.1:4000/hooks'])
    assert.equal(endpointError(text), null, text);
});

test('what is no web address is named', () => {
  for (const text of ['https://', 'http://crm example', 'https://crm.example.com:99999/'])
    assert.match(endpointError(text) ?? '', /^This is not a web address/, text);
});

test('what only the server refuses is left to it: credentials and fragments', () => {
  for (const text of ['https://ann:secret@crm.example.com/', 'https://crm.example.com/#top'])
    assert.equal(endpointError(text), null, text);
});
