import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { newId } from '@flowforge/contracts/ids';
import { RunningConsole } from '../running-console.testing.js';

/** The widget's script and the full-page chat, from a small built folder, with a fake conversations service. */

const SCRIPT = `/* ${'x'.repeat(2_000)} */`;
const folder = mkdtempSync(join(tmpdir(), 'flowforge-widget-'));
const [limited, open, refusing] = [newId(), newId(), newId()];
let door: RunningConsole;
let received: IncomingMessage[] = [];

function answer(request: IncomingMessage, response: ServerResponse): void {
  received.push(request);
  const settings: Record<string, object | number> = {
    [`/v1/chat/widgets/${limited}`]: { allowed_origins: ['https://shop.example', 'https://a; script-src *'] },
    [`/v1/chat/widgets/${open}`]: { allowed_origins: null },
    [`/v1/chat/widgets/${refusing}`]: 429,
  };
  const found = settings[request.url ?? ''] ?? 404;
  if (typeof found === 'number') response.writeHead(found).end('{}');
  else response.end(JSON.stringify(found));
}

before(async () => {
  writeFileSync(join(folder, 'widget.js'), SCRIPT);
  writeFileSync(join(folder, 'widget.js.gz'), gzipSync(SCRIPT));
  writeFileSync(
    join(folder, 'chat.html'),
    '<!doctype html><script async src="/widget.js" data-full-page></script>',
  );
  writeFileSync(join(folder, 'main.js'), 'not for pages');
  door = await RunningConsole.start(answer, { WIDGET_FOLDER: folder });
});
after(async () => {
  await door.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${door.url}${path}`, { headers });

async function isProblem(response: Response, status: number, code: string): Promise<void> {
  const problem: { code: unknown } = JSON.parse(await response.text());
  assert.deepEqual([response.status, problem.code], [status, code]);
  assert.equal(response.headers.get('x-frame-options'), 'DENY');
}

describe('the script', () => {
  test('may be loaded by every page, without credentials, and is asked for again after five minutes', async () => {
    const response = await get('/widget.js', { origin: 'https://shop.example', 'accept-encoding': 'gzip' });
    assert.equal(await response.text(), SCRIPT);
    const { headers } = response;
    assert.equal(headers.get('content-encoding'), 'gzip');
    assert.match(headers.get('content-type') ?? '', /javascript/);
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('access-control-allow-credentials'), null);
    assert.equal(headers.get('cache-control'), 'public, max-age=300');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('etag') ?? '', /"/);
  });

  test('is the only file of its folder that has an address', async () => {
    for (const path of ['/main.js', '/widget.js.gz', '/chat.html', '/chat'])
      await isProblem(await get(path), 404, 'route_not_found');
  });
});

describe('the full-page chat', () => {
  const policyOf = async (id: string): Promise<string> => {
    const response = await get(`/chat/${id}`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /data-full-page/);
    assert.equal(response.headers.get('x-frame-options'), null);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    return response.headers.get('content-security-policy') ?? '';
  };

  test('may be framed by the origins that the widget allows, and by no other', async () => {
    const policy = await policyOf(limited);
    assert.match(policy, /^default-src 'self'; .*frame-ancestors 'self' https:\/\/shop\.example$/);
    assert.doesNotMatch(policy, /script-src|unsafe/);
  });

  test('may be framed by every page when the widget allows any origin', async () => {
    assert.match(await policyOf(open), /frame-ancestors \*$/);
  });

  test('of a widget that does not exist is a 404, and asks for no other address', async () => {
    await isProblem(await get(`/chat/${newId()}`), 404, 'widget_not_found');
    received = [];
    for (const id of ['x', '..%2f..%2fwidgets', `${open}%3fa`, `${open}%2f..`])
      await isProblem(await get(`/chat/${id}`), 404, 'widget_not_found');
    assert.deepEqual(received, []);
    await isProblem(await get(`/chat/${refusing}`), 429, 'too_many_requests');
  });

  test('is a page of every widget: its requests have no Origin for conversations, those of other pages keep theirs', async () => {
    const origin = `http://localhost:${door.port}`;
    received = [];
    await fetch(`${origin}/v1/chat/conversations`, { method: 'POST', headers: { origin } });
    await get('/v1/chat/conversations', { origin: 'https://shop.example' });
    await get('/v1/chat/conversations', { origin: 'http://127.0.0.1:1' });
    assert.deepEqual(
      received.map(({ headers }) => headers.origin),
      [undefined, 'https://shop.example', 'http://127.0.0.1:1'],
    );
  });
});
