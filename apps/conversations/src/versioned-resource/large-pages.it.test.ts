import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Conversations } from '../running-conversations.testing.js';
import type { Client } from '../api-client.testing.js';

const MIB = 2 ** 20;

let conversations: Conversations;
let api: Client;
let workspaceId: string;

before(async () => {
  conversations = await Conversations.shared();
  workspaceId = newId();
  api = conversations.client(workspaceId);
});
after(() => conversations.stop());

/** Inserts a row with a large text and returns its id. */
const INSERTS: Record<string, (id: string, text: string) => Promise<unknown>> = {
  '/v1/forms': (id, text) =>
    conversations.rows(
      `INSERT INTO conversations.forms (id, workspace_id, name, fields) VALUES ($1, $2, 'Large', $3)`,
      [id, workspaceId, JSON.stringify([{ name: 'a', label: text, type: 'text', required: false }])],
    ),
  '/v1/intents': (id, text) =>
    conversations.rows(
      `INSERT INTO conversations.intents (id, workspace_id, name, utterances) VALUES ($1, $2, 'LARGE', $3)`,
      [id, workspaceId, [text]],
    ),
  '/v1/captured-forms': (id, text) =>
    conversations.rows(
      `INSERT INTO conversations.captured_forms (id, workspace_id, conversation_id, form_instance_id, form_id, form_name,
              assistant_id, widget_id, device_type, field_values, event_id, created_at)
       VALUES ($1, $2, $1, $1, $1, 'Large', $1, $1, 'desktop', $3, $1, now())`,
      [id, workspaceId, JSON.stringify({ a: text })],
    ),
};

for (const [path, insert] of Object.entries(INSERTS)) {
  test(`${path}: a page of large entries ends before 4 MiB, but has one entry at least, and none is left out`, async () => {
    const ids: string[] = [];
    for (const size of [0.1, 1.5, 1.5, 1.5, 6, 6, 0.1]) {
      const id = newId();
      await insert(id, 'x'.repeat(size * MIB));
      ids.unshift(id);
    }
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await api.get(`${path}?limit=200${cursor && `&cursor=${cursor}`}`);
      pages.push(body.items.map((item: { id: string }) => item.id));
      cursor = body.next_cursor;
    }
    assert.deepEqual(pages.flat(), ids);
    assert.deepEqual(
      pages.map((page) => page.length),
      [1, 1, 1, 2, 2],
    );
  });
}
