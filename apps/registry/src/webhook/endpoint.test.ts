import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointRule } from './endpoint.js';

const strict = new EndpointRule(false);
const local = new EndpointRule(true);

test('an https address on the public internet is fine, as sent', () => {
  for (const endpoint of [
    'https://crm.example.com/hooks?source=flowforge',
    'https://crm.example.com:8443',
    'https://1.1.1.1/',
    'https://[2606:4700:4700::1111]/',
    'https://bücher.example/haken',
  ]) {
    assert.equal(strict.faultOf(endpoint), null, endpoint);
  }
});

test('what is no absolute http address is refused in both modes', () => {
  for (const endpoint of [
    '',
    'crm.example.com',
    '/hooks',
    'https://',
    'ftp://crm.example.com',
    'javascript:alert(1)',
    'https://crm.example.com/a b',
    ' https://crm.example.com',
    'https://crm.exam\nple.com',
    'https://user@crm.example.com',
    'https://user:password@crm.example.com',
    'https://crm.example.com/#top',
    'https://crm.example.com/#',
  ]) {
    assert.notEqual(strict.faultOf(endpoint), null, endpoint);
    assert.notEqual(local.faultOf(endpoint), null, endpoint);
  }
});

test('http, this machine and its network are for a local run only', () => {
  for (const endpoint of [
    'http://crm.example.com/',
    'https://localhost/',
    'https://api.localhost./',
    'https://metadata.google.internal/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://168.63.129.16/',
    'https://１２７.0.0.1/',
  ]) {
    assert.notEqual(strict.faultOf(endpoint), null, endpoint);
    assert.equal(local.faultOf(endpoint), null, endpoint);
  }
});
