import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readyScreen, type ScreenFacts } from './screen.js';

const FACTS: ScreenFacts = {
  publicUrl: 'http://127.0.0.1:3000',
  consoleUrl: 'http://127.0.0.1:3000/local-sign-in#token',
  apiKey: 'ff_key',
  receiverUrl: 'http://127.0.0.1:4000',
  widgetId: undefined,
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
