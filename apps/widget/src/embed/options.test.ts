import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WidgetSettings } from '../api/types.js';
import { optionsOf, withOptions } from './options.js';

const SRC = 'https://chat.example/widget.js?v=1';
const SETTINGS: WidgetSettings = {
  id: 'w',
  assistant: { name: 'Reception' },
  greeting: null,
  color: '#2563eb',
  position: 'right',
  launcher_text: 'Ask us',
  locale: 'de',
};

test('a tag with the id alone takes everything else from the settings', () => {
  const options = optionsOf({ widgetId: ' w ' }, SRC, '/shop');
  assert.ok(options);
  assert.deepEqual([options.widgetId, options.base], ['w', 'https://chat.example']);
  assert.deepEqual(withOptions(SETTINGS, options), SETTINGS);
});

test('attributes win, and wrong ones are ignored', () => {
  const options = optionsOf(
    { widgetId: 'w', position: 'left', color: '#F80', launcherText: 'Hi', theme: 'dark', hidden: '' },
    SRC,
    '/',
  );
  assert.ok(options);
  assert.deepEqual([options.theme, options.isHidden], ['dark', true]);
  const { position, color, launcher_text } = withOptions(SETTINGS, options);
  assert.deepEqual([position, color, launcher_text], ['left', '#ff8800', 'Hi']);
  const wrong = optionsOf({ widgetId: 'w', position: 'top', color: 'url(x)', launcherText: ' ' }, SRC, '/');
  assert.ok(wrong);
  assert.deepEqual(withOptions(SETTINGS, wrong), SETTINGS);
});

test('a colour that cannot be read is the default', () => {
  const options = optionsOf({ widgetId: 'w' }, SRC, '/');
  assert.ok(options);
  assert.equal(withOptions({ ...SETTINGS, color: 'red' }, options).color, '#2563eb');
});

test('the full-page chat takes its id from the address of the page', () => {
  assert.equal(optionsOf({ fullPage: '' }, SRC, '/chat/0199-ab')?.widgetId, '0199-ab');
  assert.equal(optionsOf({ fullPage: '' }, SRC, '/chat/'), null);
});

test('without an id or an address there is nothing to embed', () => {
  assert.equal(optionsOf({}, SRC, '/'), null);
  assert.equal(optionsOf({ widgetId: 'w' }, '', '/'), null);
});
