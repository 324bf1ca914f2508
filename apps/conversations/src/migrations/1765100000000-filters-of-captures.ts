import { buildIndex } from '@flowforge/postgres/build-index';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = [
  ['captured_forms_assistant', 'ON captured_forms (workspace_id, assistant_id, id)'],
  ['captured_forms_widget', 'ON captured_forms (workspace_id, widget_id, id)'],
  ['captured_forms_contact', 'ON captured_forms (workspace_id, contact_id, id) WHERE contact_id IS NOT NULL'],
  ['captured_intents_assistant', 'ON captured_intents (workspace_id, assistant_id, id)'],
  ['captured_intents_widget', 'ON captured_intents (workspace_id, widget_id, id)'],
] as const;

/** Indexes for the filters of the lists of captured forms and intents. Captures go on while they are built. */
export class FiltersOfCaptures1765100000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of INDEXES) await buildIndex(runner, name, definition);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${INDEXES.map(([name]) => name).join(', ')}`);
  }
}
