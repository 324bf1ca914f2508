import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf } from './links.js';

const linksIn = (text: string): (string | null)[] => piecesOf(text).flatMap(({ href }) => href ?? []);

test('web addresses become links, without the end of the sentence', () => {
  assert.deepEqual(piecesOf('See https://a.example/b. Bye'), [
    { text: 'See ', href: null },
    { text: 'https://a.example/b', href: 'https://a.example/b' },
    { text: '. Bye', href: null },
  ]);
  assert.deepEqual(linksIn('(https://a.example) and https://a.example/b_(c), http://b.example?x=1!'), [
    'https://a.example',
    'https://a.example/b_(c)',
    'http://b.example?x=1',
  ]);
});

test('addresses of mail, of the web without https, and international phone numbers become links', () => {
  assert.deepEqual(
    linksIn('Write to info@hotel.example, call +49 30 1234567 or see www.hotel.example/rooms.'),
    ['mailto:info@hotel.example', 'tel:+49301234567', 'https://www.hotel.example/rooms'],
  );
  const texts = [
    '@hotel',
    'a@b',
    '030 1234567',
    '+49',
    '+49 (0)30 12',
    '1+1234567890',
    'wwww.a.example',
    'www.',
  ];
  for (const text of texts) assert.deepEqual(linksIn(text), [], text);
});

test('a long text without addresses is read in a short time', () => {
  for (const part of ['a', 'a.', '+1', 'a@', 'www.', 'http://']) {
    const start = process.cpuUsage();
    piecesOf(part.repeat(4_000));
    assert.ok(process.cpuUsage(start).user < 1_000_000, part);
  }
});

test('nothing else becomes a link', () => {
  const texts = ['javascript:alert(1)', 'data:text/html,x', 'a.example', '<a href="x">', 'https://', ''];
  for (const text of texts) assert.deepEqual(linksIn(text), []);
});

test('the pieces together are the text', () => {
  for (const text of ['', 'a', 'https://a.example', 'x https://a.example/?q=") y https://b.example\nz']) {
    assert.equal(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
      text,
    );
  }
});
