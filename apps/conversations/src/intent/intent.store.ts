import { createHash } from 'node:crypto';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import { IntentEntity } from './intent.entity.js';

/** What each message reads of each intent. Neither examples nor replies, which may be large. */
export interface UsableIntent {
  id: string;
  /** Changes with the examples. */
  examplesHash: string;
  /** The confidence from which on it is recognised, 0 to 1; null for the default. */
  threshold: number | null;
}

/** A recognised intent as a conversation answers it. */
export interface AnsweringIntent extends UsableIntent {
  name: string;
  reply: string | null;
  form_id: string | null;
}

const USABLE = `intent.id, intent.examples_hash AS "examplesHash", intent.threshold`;

/** An intent's examples. */
export interface IntentUtterances {
  id: string;
  utterances: string[];
}

@Injectable()
export class IntentStore extends VersionedResourceStore<IntentEntity> {
  constructor() {
    super(IntentEntity, 'intents', 'octet_length(utterances::text)');
  }

  override save(tx: WorkspaceTransaction, row: IntentEntity): Promise<IntentEntity> {
    row.examplesHash = createHash('sha256').update(JSON.stringify(row.utterances)).digest('base64url');
    return super.save(tx, row);
  }

  /**
   * The assistant's intents in its order. Each message reads them anew: an intent that any replica has answered with 2xx is
   * used from the next message on.
   */
  usableBy(tx: WorkspaceTransaction, assistantId: string): Promise<UsableIntent[]> {
    return tx.query<UsableIntent>(
      `SELECT ${USABLE}
         FROM assistants assistant
         CROSS JOIN LATERAL unnest(assistant.intent_ids) WITH ORDINALITY AS listed(id, place)
         JOIN intents intent ON intent.id = listed.id AND intent.workspace_id = assistant.workspace_id
        WHERE assistant.workspace_id = $1 AND assistant.id = $2
        ORDER BY listed.place`,
      [tx.workspaceId, assistantId],
    );
  }

  /** One intent of the assistant as it is now; null when it was deleted or the assistant no longer uses it. */
  async usedBy(
    tx: WorkspaceTransaction,
    assistantId: string,
    intentId: string,
  ): Promise<AnsweringIntent | null> {
    const [intent] = await tx.query<AnsweringIntent>(
      `SELECT ${USABLE}, intent.name, intent.reply, intent.form_id
         FROM assistants assistant JOIN intents intent
           ON intent.workspace_id = assistant.workspace_id AND intent.id = ANY(assistant.intent_ids)
        WHERE assistant.workspace_id = $1 AND assistant.id = $2 AND intent.id = $3`,
      [tx.workspaceId, assistantId, intentId],
    );
    return intent ?? null;
  }

  /** The examples of some intents, by id. */
  examples(tx: WorkspaceTransaction, ids: readonly string[]): Promise<IntentUtterances[]> {
    return tx.query<IntentUtterances>(
      `SELECT id, utterances FROM intents
        WHERE workspace_id = $1 AND id = ANY($2::uuid[]) ORDER BY id`,
      [tx.workspaceId, ids],
    );
  }

  /** The other intents that some assistant uses together with this one and that share an example with it, but for case. */
  sharingExamples(tx: WorkspaceTransaction, intent: IntentEntity): Promise<IntentUtterances[]> {
    return tx.query<IntentUtterances>(
      `SELECT other.id, array_agg(utterance) AS utterances
         FROM intents other CROSS JOIN LATERAL unnest(other.utterances) AS utterance
        WHERE other.workspace_id = $1 AND other.id <> $2
          AND other.id IN (SELECT unnest(intent_ids) FROM assistants
                            WHERE workspace_id = $1 AND $2::uuid = ANY(intent_ids))
          AND lower(utterance) = ANY(SELECT lower(own) FROM unnest($3::text[]) AS own)
        GROUP BY other.id ORDER BY other.id`,
      [tx.workspaceId, intent.id, intent.utterances],
    );
  }

  /** Makes all intents stop offering a form. The caller holds the lock of the form's row. */
  async dropForm(tx: WorkspaceTransaction, formId: string): Promise<void> {
    await tx.query(
      `UPDATE intents SET form_id = NULL, revision = revision + 1, updated_at = clock_timestamp()
        WHERE workspace_id = $1
          AND id IN (SELECT id FROM intents WHERE workspace_id = $1 AND form_id = $2 ORDER BY id FOR NO KEY UPDATE)`,
      [tx.workspaceId, formId],
    );
  }
}
