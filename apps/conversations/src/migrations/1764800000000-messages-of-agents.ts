import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a person of the business last wrote in a conversation; null before. The assistant is quiet for a while after that. */
export class MessagesOfAgents1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE conversations ADD COLUMN agent_wrote_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE conversations DROP COLUMN agent_wrote_at');
  }
}
