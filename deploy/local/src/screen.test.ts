import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readyScreen, type ScreenFacts } from './screen.js';

const FACTS: ScreenFacts = {
  publicUrl: 'http://127.0.0.1:3000',
  consoleUrl: 'http://127.0.0.1:3000/local-sign-in#token',
  apiKey: 'ff_key',
  receiverUrl: 'http://127.0.0.1:4000',
  frontDoorUrl: 'http://127.0.0.1:3000',
  takenPort: undefined,
  demo: undefined,
  needsPublicUrl: false,
  tookMs: 4_200,
};

test('a front door that other machines reach names the setting with which their browsers can sign in', () => {
  assert.match(
    readyScreen({ ...FACTS, needsPublicUrl: true }),
    /PORT=3000 PUBLIC_URL=http:\/\/ADDRESS-OF-THIS-MACHINE:3000$/m,
  );
  assert.doesNotMatch(readyScreen(FACTS), /PUBLIC_URL/);
});

test('a taken port is named, with the port of this run and how to choose one', () => {
  const [publicUrl, consoleUrl] = ['http://127.0.0.1:3007', 'http://127.0.0.1:3007/local-sign-in#token'];
  const screen = readyScreen({ ...FACTS, publicUrl, consoleUrl, frontDoorUrl: publicUrl, takenPort: 3000 });
  assert.match(screen, /ATTENTION: port 3000 is taken by another program\. This run uses port 3007/);
  assert.match(screen, /PORT=3007 npm start$/m);
  assert.doesNotMatch(screen, /127\.0\.0\.1:3000/);
  assert.doesNotMatch(readyScreen(FACTS), /ATTENTION/);
});

test('the example asks the front door of this machine, and has nothing to fill in', () => {
  const screen = readyScreen({
    ...FACTS,
    publicUrl: 'https://flow.example',
    demo: { widgetId: 'a-widget', webhookId: 'a-webhook' },
  });
  const [command = ''] = /^ {2}curl [^]*?(?=\n\n)/m.exec(screen) ?? [];
  assert.equal(
    command.replaceAll(/ \\\n\s+/g, ' ').trim(),
    `curl -s http://127.0.0.1:3000/v1/test-events -H 'content-type: application/json' -H 'authorization: Bearer ff_key' ` +
      `-d '{"webhook_id":"a-webhook","event":"captured_form.created"}'`,
  );
  assert.match(screen, /^ {2}demo chat {7}https:\/\/flow\.example\/chat\/a-widget$/m);
});
