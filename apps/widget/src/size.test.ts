import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';

const dist = (name: string): URL => new URL(`../../dist/${name}`, import.meta.url);

test('the whole widget is at most 30 KB, gzipped', () => {
  const { size } = statSync(dist('widget.js.gz'));
  assert.ok(size <= 30_000, `${size} bytes`);
});

test('the script is one file that a strict content security policy allows', () => {
  const script = readFileSync(dist('widget.js'), 'utf8');
  assert.deepEqual(script.match(/\beval\(|new Function|import\(|import\.meta|randomUUID/g), null);
  // A page of another charset would read other letters wrongly.
  assert.deepEqual(script.match(/[^\x00-\x7f]/g), null);
  const page = readFileSync(dist('chat.html'), 'utf8');
  assert.deepEqual(page.match(/<style|style=|<script>|\son\w+=/g), null);
});
