import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Fewer index writes per message and per captured form, and what retention needs.
 *
 * `idle_check_at` is when the idle closer looks at a conversation next. A message moves `idle_close_at` only, which no longer
 * has an index, so that the update of the conversation is HOT. -infinity: existing conversations are looked at once, and
 * scheduled then. `idle_claimed_until` stays for replicas of the previous release.
 *
 * `conversation_events.event_id` is unique already, so a second unique index on each captured row checks nothing more.
 * Captured forms and intents outlive their conversation: their foreign keys go.
 */
const UP = [
  `ALTER TABLE conversations ADD COLUMN idle_check_at timestamptz NOT NULL DEFAULT '-infinity'`,
  `ALTER TABLE conversations SET (fillfactor = 80)`,
  `DROP INDEX conversations_idle`,
  `CREATE INDEX conversations_idle_check ON conversations (idle_check_at) WHERE status = 'open'`,
  `CREATE INDEX conversations_ended ON conversations (ended_at) WHERE status = 'closed'`,
  `CREATE INDEX visitor_tokens_conversation ON visitor_tokens (conversation_id)`,
  `ALTER TABLE captured_forms
     DROP CONSTRAINT captured_forms_workspace_id_conversation_id_fkey,
     DROP CONSTRAINT captured_forms_workspace_id_form_instance_id_fkey,
     DROP CONSTRAINT captured_forms_event_id_key,
     DROP CONSTRAINT captured_forms_pkey,
     DROP CONSTRAINT captured_forms_workspace_id_id_key,
     ADD PRIMARY KEY (workspace_id, id)`,
  `ALTER TABLE captured_intents
     DROP CONSTRAINT captured_intents_workspace_id_conversation_id_fkey,
     DROP CONSTRAINT captured_intents_event_id_key,
     DROP CONSTRAINT captured_intents_pkey,
     DROP CONSTRAINT captured_intents_workspace_id_id_key,
     ADD PRIMARY KEY (workspace_id, id)`,
  `ALTER TABLE form_instances
     DROP CONSTRAINT form_instances_pkey,
     DROP CONSTRAINT form_instances_workspace_id_id_key,
     ADD PRIMARY KEY (workspace_id, id)`,
];

const DOWN = [
  `ALTER TABLE form_instances DROP CONSTRAINT form_instances_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, id)`,
  `ALTER TABLE captured_intents DROP CONSTRAINT captured_intents_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, id),
     ADD UNIQUE (event_id),
     ADD FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id)`,
  `ALTER TABLE captured_forms DROP CONSTRAINT captured_forms_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, id),
     ADD UNIQUE (event_id),
     ADD FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversations (workspace_id, id),
     ADD FOREIGN KEY (workspace_id, form_instance_id) REFERENCES form_instances (workspace_id, id)`,
  `DROP INDEX visitor_tokens_conversation`,
  `DROP INDEX conversations_ended`,
  `CREATE INDEX conversations_idle ON conversations (idle_close_at) WHERE status = 'open'`,
  `ALTER TABLE conversations RESET (fillfactor)`,
  `ALTER TABLE conversations DROP COLUMN idle_check_at`,
];

export class RetentionAndHotUpdates1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
