import { OUTBOX_TABLES } from '@flowforge/outbox/outbox.migration';
import { IDEMPOTENCY_TABLE } from '@flowforge/service-kit/idempotency/idempotency.store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people edit: a `revision` for If-Match, and `created_xid` for lists that skip nothing. */
const EDITABLE = `
  id uuid NOT NULL PRIMARY KEY,
  workspace_id uuid NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (workspace_id, id)`;

const SETTINGS_TABLES = [
  `CREATE TABLE assistants (${EDITABLE},
     name text NOT NULL,
     greeting text,
     fallback_reply text,
     form_ids uuid[] NOT NULL DEFAULT '{}',
     intent_ids uuid[] NOT NULL DEFAULT '{}',
     idle_close_minutes integer NOT NULL CHECK (idle_close_minutes BETWEEN 1 AND 1440)
   )`,
  `CREATE TABLE widgets (${EDITABLE},
     assistant_id uuid NOT NULL,
     channel text NOT NULL CHECK (channel IN ('chat', 'phone')),
     allowed_origins text[],
     phone_number text,
     FOREIGN KEY (workspace_id, assistant_id) REFERENCES assistants (workspace_id, id) ON DELETE CASCADE
   )`,
  `CREATE INDEX widgets_assistant ON widgets (workspace_id, assistant_id)`,
  `CREATE TABLE forms (${EDITABLE},
     name text NOT NULL,
     fields json NOT NULL
   )`,
  `CREATE TABLE intents (${EDITABLE},
     name text NOT NULL,
     description text,
     utterances text[] NOT NULL,
     reply text,
     form_id uuid,
     FOREIGN KEY (workspace_id, form_id) REFERENCES forms (workspace_id, id)
   )`,
  `CREATE INDEX intents_form ON intents (workspace_id, form_id) WHERE form_id IS NOT NULL`,
];

/**
 * A conversation keeps the ids of its assistant and widget without a foreign key: its history outlives them.
 * `chat_count` counts messages without the greeting, `message_seq` with it; `event_seq` is the last event's number.
 * `idle_claimed_until` is the lease of the process that is about to close it.
 */
const CONVERSATION_TABLES = [
  `CREATE TABLE contacts (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     name text,
     email text,
     phone text,
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     UNIQUE (workspace_id, id),
     CHECK (email IS NOT NULL OR phone IS NOT NULL)
   )`,
  `CREATE UNIQUE INDEX contacts_email ON contacts (workspace_id, email) WHERE email IS NOT NULL`,
  `CREATE UNIQUE INDEX contacts_phone ON contacts (workspace_id, phone) WHERE phone IS NOT NULL`,
  `CREATE TABLE conversations (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     assistant_id uuid NOT NULL,
     widget_id uuid NOT NULL,
     channel text NOT NULL CHECK (channel IN ('chat', 'phone')),
     status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
     device_type text NOT NULL,
     attributes json NOT NULL,
     contact_id uuid,
     first_message text,
     chat_count integer NOT NULL DEFAULT 0,
     message_seq integer NOT NULL DEFAULT 0,
     event_seq integer NOT NULL DEFAULT 0,
     started_at timestamptz NOT NULL,
     last_activity_at timestamptz NOT NULL,
     idle_close_minutes integer NOT NULL,
     idle_close_at timestamptz NOT NULL,
     idle_claimed_until timestamptz NOT NULL DEFAULT '-infinity',
     ended_at timestamptz,
     closed_reason text,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     UNIQUE (workspace_id, id),
     FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id),
     CHECK ((status = 'closed') = (ended_at IS NOT NULL AND closed_reason IS NOT NULL))
   )`,
  `CREATE INDEX conversations_idle ON conversations (idle_close_at) WHERE status = 'open'`,
  `CREATE INDEX conversations_assistant ON conversations (workspace_id, assistant_id, id)`,
  `CREATE INDEX conversations_contact ON conversations (workspace_id, contact_id, id) WHERE contact_id IS NOT NULL`,
  `CREATE TABLE visitor_tokens (
     token_hash bytea NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     conversation_id uuid NOT NULL,
     FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id)
   )`,
  `CREATE TABLE messages (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     conversation_id uuid NOT NULL,
     seq integer NOT NULL,
     role text NOT NULL CHECK (role IN ('visitor', 'assistant', 'agent')),
     text text NOT NULL,
     client_id text,
     reply_to uuid,
     created_at timestamptz NOT NULL,
     UNIQUE (conversation_id, seq),
     FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id)
   )`,
  `CREATE UNIQUE INDEX messages_client_id ON messages (conversation_id, client_id) WHERE client_id IS NOT NULL`,
];

/** Each rule of "exactly one event per fact" has its unique index; `conversation_events` numbers them without gaps. */
const CAPTURE_TABLES = [
  `CREATE TABLE conversation_events (
     conversation_id uuid NOT NULL,
     seq integer NOT NULL CHECK (seq > 0),
     workspace_id uuid NOT NULL,
     event_id uuid NOT NULL UNIQUE,
     type text NOT NULL,
     PRIMARY KEY (conversation_id, seq),
     FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id)
   )`,
  `CREATE UNIQUE INDEX conversation_events_closed ON conversation_events (conversation_id) WHERE type = 'conversation.closed'`,
  `CREATE TABLE form_instances (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     conversation_id uuid NOT NULL,
     form_id uuid NOT NULL,
     offered_by uuid,
     opened_at timestamptz NOT NULL,
     UNIQUE (workspace_id, id),
     FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id)
   )`,
  `CREATE INDEX form_instances_conversation ON form_instances (conversation_id, form_id, id)`,
  `CREATE TABLE captured_forms (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     conversation_id uuid NOT NULL,
     form_instance_id uuid NOT NULL,
     form_id uuid NOT NULL,
     form_name text NOT NULL,
     assistant_id uuid NOT NULL,
     widget_id uuid NOT NULL,
     contact_id uuid,
     device_type text NOT NULL,
     field_values json NOT NULL,
     event_id uuid NOT NULL UNIQUE,
     created_at timestamptz NOT NULL,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     UNIQUE (conversation_id, form_instance_id),
     UNIQUE (workspace_id, id),
     FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id),
     FOREIGN KEY (workspace_id, form_instance_id) REFERENCES form_instances (workspace_id, id)
   )`,
  `CREATE INDEX captured_forms_form ON captured_forms (workspace_id, form_id, id)`,
  `CREATE TABLE captured_intents (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     conversation_id uuid NOT NULL,
     intent_id uuid NOT NULL,
     intent_name text NOT NULL,
     assistant_id uuid NOT NULL,
     widget_id uuid NOT NULL,
     message_id uuid NOT NULL,
     message text NOT NULL,
     confidence double precision NOT NULL,
     event_id uuid NOT NULL UNIQUE,
     created_at timestamptz NOT NULL,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     UNIQUE (conversation_id, intent_id),
     UNIQUE (workspace_id, id),
     FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id)
   )`,
  `CREATE INDEX captured_intents_intent ON captured_intents (workspace_id, intent_id, id)`,
];

/** Everything that the service owns in its first release. */
export class CreateConversations1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...SETTINGS_TABLES,
      ...CONVERSATION_TABLES,
      ...CAPTURE_TABLES,
      ...OUTBOX_TABLES,
      ...IDEMPOTENCY_TABLE,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      ...[
        'idempotency_keys',
        'outbox',
        'outbox_stream',
        'captured_intents',
        'captured_forms',
        'form_instances',
      ],
      ...['conversation_events', 'messages', 'visitor_tokens', 'conversations', 'contacts'],
      ...['intents', 'forms', 'widgets', 'assistants'],
    ];
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
