import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ConfigurationError } from '@flowforge/service-kit/environment';
import { rawAnswer } from '@flowforge/service-kit/http/raw-answer.testing';
import { RunningConsole } from '../running-console.testing.js';

/** The console's pages and files, served by a front door from a small built folder. */

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(2_000))});`;
const HTML = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

const folder = mkdtempSync(join(tmpdir(), 'flowforge-web-'));
let door: RunningConsole;

before(async () => {
  const dist = join(folder, 'dist');
  mkdirSync(join(dist, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'outside.txt'), 'not for everybody');
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>The console</title>');
  writeFileSync(join(dist, 'robots.txt'), 'User-agent: *');
  writeFileSync(join(dist, '.hidden'), 'hidden');
  writeFileSync(join(dist, 'assets/index-1a2b.js'), SCRIPT);
  writeFileSync(join(dist, 'assets/index-1a2b.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(dist, 'assets/index-1a2b.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(dist, 'assets/index-1a2b.js.map'), '{}');
  writeFileSync(join(dist, 'assets/text-3c4d.woff2'), 'font');
  door = await RunningConsole.start((_, response) => response.end('{}'), { WEB_FOLDER: dist });
});
after(async () => {
  await door.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(`${door.url}${path}`, { headers, method, redirect: 'manual' });

async function isNoSuchRoute(response: Response): Promise<void> {
  assert.equal(response.status, 404);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const { code }: { code: unknown } = JSON.parse(await response.text());
  assert.equal(code, 'route_not_found');
}

describe('a page', () => {
  const pages = [
    '/',
    '/overview?since=1',
    '/docs',
    '/docs/verify',
    '/docs/events/captured_form.created',
    '/docs/registry',
    '/profile/webhooks/0199/deliveries',
    '/local-sign-in',
  ];

  test('is the app at every address, and may be neither framed nor cached nor load from elsewhere', async () => {
    for (const path of pages) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      assert.match(await response.text(), /The console/);
      const { headers } = response;
      assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(headers.get('cache-control'), 'no-cache');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('referrer-policy'), 'same-origin');
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'self';.*frame-ancestors 'none'$/);
      assert.doesNotMatch(policy, /unsafe|\*|http/);
    }
  });

  test('answers HEAD, and a browser that has it already', async () => {
    const head = await get('/overview', {}, 'HEAD');
    assert.deepEqual([head.status, await head.text()], [200, '']);
    const tag = head.headers.get('etag') ?? '';
    assert.match(tag, /^(W\/)?"/);
    // `fetch` would add `cache-control: no-cache`, as a forced reload does.
    const again = await rawAnswer(
      door.port,
      `GET /overview HTTP/1.1\r\nHost: a\r\nIf-None-Match: ${tag}\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(again.status, 304);
    assert.match(again.headers, /frame-ancestors 'none'/);
  });

  test('that does not exist is a 404 which a browser can show, and a problem for all others', async () => {
    const shown = await get('/no/such/page', HTML);
    assert.equal(shown.status, 404);
    assert.match(await shown.text(), /The console/);
    assert.match(shown.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    await isNoSuchRoute(await get('/no/such/page'));
    await isNoSuchRoute(await get('/overview', {}, 'POST'));
  });

  test('sends nobody anywhere: no address is a redirect', async () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/%2f%2fevil.example',
      '/sign-in?return_to=//evil.example',
    ])
      for (const headers of [{}, HTML]) {
        const response = await get(path, headers);
        assert.ok([200, 400, 404].includes(response.status), `${path}: ${response.status}`);
        assert.equal(response.headers.get('location'), null);
      }
  });
});

describe('a file of the build', () => {
  test('never changes, and comes compressed to those who accept that', async () => {
    for (const [accepted, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const response = await get('/assets/index-1a2b.js', { 'accept-encoding': accepted });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-encoding'), encoding);
      assert.equal(await response.text(), SCRIPT);
      assert.match(response.headers.get('content-type') ?? '', /javascript/);
      assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.match(response.headers.get('vary') ?? '', /accept-encoding/i);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    }
    const font = await get('/assets/text-3c4d.woff2');
    assert.deepEqual([font.status, font.headers.get('content-type')], [200, 'font/woff2']);
    assert.equal((await get('/robots.txt')).headers.get('cache-control'), 'no-cache');
  });

  test('that does not exist is a problem, and is not cached', async () => {
    for (const name of ['index-old.js', 'index-1a2b.js.br', 'index-1a2b.js.map', '', '../index.html']) {
      const response = await get(`/assets/${name}`);
      if (name === '../index.html') assert.equal(response.status, 404);
      await isNoSuchRoute(response);
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
    await isNoSuchRoute(await get('/.hidden'));
    await isNoSuchRoute(await get('/favicon.ico', { accept: 'image/avif,image/webp,*/*;q=0.8' }));
  });

  test('lies in the folder: no path leads out of it', async () => {
    for (const path of [
      '/../outside.txt',
      '/assets/../../outside.txt',
      '/%2e%2e/outside.txt',
      '/assets/..%2f..%2foutside.txt',
      '/assets/%2e%2e%5c%2e%2e%5coutside.txt',
      '/..\\outside.txt',
      '/assets//index-1a2b.js',
      '/assets/./index-1a2b.js',
      '/assets/index-1a2b.js%00',
      `/${folder}/outside.txt`,
    ]) {
      const { status, body } = await rawAnswer(
        door.port,
        `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      assert.deepEqual([status, body.code], [404, 'route_not_found'], path);
    }
  });
});

test('a folder that was not built stops the start, with the command that builds it', async () => {
  const starting = RunningConsole.start(() => undefined, { WEB_FOLDER: join(folder, 'nothing') });
  await assert.rejects(starting, (error) => {
    assert.ok(error instanceof ConfigurationError);
    assert.match(error.message, /WEB_FOLDER is ".*nothing", where there is no index\.html.*npm run build/);
    return true;
  });
});
