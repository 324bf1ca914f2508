import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast } from './colour.js';
import { brandProperties } from './palette.js';

test('a brand colour that is like the surface gets a border, and controls another colour', () => {
  assert.deepEqual(brandProperties('#ffffff', 'light'), {
    '--brand': '#ffffff',
    '--on-brand': '#000000',
    '--brand-border': 'var(--border-input)',
    '--accent': 'var(--text-1)',
  });
  assert.deepEqual(brandProperties('#2563eb', 'light'), {
    '--brand': '#2563eb',
    '--on-brand': '#ffffff',
    '--brand-border': 'transparent',
    '--accent': '#2563eb',
  });
});

test('texts of both themes have a contrast of 4.5 on the surfaces they stand on, borders of inputs 3', () => {
  const css = readFileSync(new URL('../../../src/appearance/base.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split("[data-theme='dark']");
  for (const theme of [light, dark]) {
    const colour = (name: string): string => new RegExp(`--${name}: (#\\w{6})`).exec(theme)?.[1] ?? '';
    const pairs = [
      ['text-1', 'surface'],
      ['text-1', 'surface-raised'],
      ['text-2', 'surface'],
      ['text-2', 'surface-raised'],
      ['danger', 'surface'],
      ['success', 'success-surface'],
      ['warning-text', 'warning-surface'],
    ];
    for (const [text = '', surface = ''] of pairs) {
      assert.ok(contrast(colour(text), colour(surface)) >= 4.5, `${text} on ${surface}`);
    }
    assert.ok(contrast(colour('border-input'), colour('surface')) >= 3);
  }
});
