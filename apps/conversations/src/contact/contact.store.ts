import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import type { Page } from '@flowforge/postgres/page';
import { columnFilters, listPage, type PageRequest } from '@flowforge/postgres/page.store';
import { instantSql } from '@flowforge/postgres/database';
import { isUniqueViolation } from '@flowforge/postgres/sql-state';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import {
  type Contact,
  enriched,
  type Identity,
  isRecognisable,
  matchingContact,
  newContact,
} from './contact.js';

export interface ContactRow extends Contact {
  createdAt: Instant;
  updatedAt: Instant;
}

const COLUMNS = `id, name, email, phone, ${instantSql('created_at')} AS "createdAt", ${instantSql('updated_at')} AS "updatedAt"`;

/** Another writer can take the address or number first; the next attempt then finds that contact. */
const ATTEMPTS = 3;

/** Which contacts a list shows; a filter that is undefined does not apply. */
export interface ContactFilters {
  email: string | undefined;
  /** Spellings of one number; any of them matches. */
  phone: readonly string[] | undefined;
}

@Injectable()
export class ContactStore {
  /**
   * Finds or creates the contact of an identity and updates it. Two conversations that name the same new person at once get
   * the same contact: the unique indexes let one insert win, and the other attempt finds it.
   *
   * @param currentId the conversation's present contact
   * @returns the contact's id, or `currentId` when the identity names nobody
   */
  async recognise(
    tx: WorkspaceTransaction,
    identity: Identity,
    currentId: string | null,
    now: Instant,
  ): Promise<string | null> {
    if (Object.keys(identity).length === 0) return currentId;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const known = await this.lockMatching(tx, identity, currentId);
      const contact = matchingContact(known, identity, currentId);
      if (contact) {
        if (await this.update(tx, enriched(contact, identity, known), now)) return contact.id;
        continue;
      }
      if (!isRecognisable(identity)) return currentId;
      const inserted = await this.insert(tx, enriched(newContact(newId()), identity, known), now);
      if (inserted !== null) return inserted;
    }
    return currentId;
  }

  async find(tx: WorkspaceTransaction, id: string): Promise<ContactRow | null> {
    const [row] = await tx.query<ContactRow>(
      `SELECT ${COLUMNS} FROM contacts WHERE workspace_id = $1 AND id = $2`,
      [tx.workspaceId, id],
    );
    return row ?? null;
  }

  list(tx: WorkspaceTransaction, page: PageRequest, filters: ContactFilters): Promise<Page<ContactRow>> {
    const where = columnFilters({
      email: filters.email,
      phone: filters.phone,
    });
    return listPage<ContactRow>(tx, { table: 'contacts', columns: COLUMNS, where, ...page });
  }

  /** @returns the new contact's id, or null when another writer made one with this address or number meanwhile */
  private async insert(tx: WorkspaceTransaction, contact: Contact, now: Instant): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO contacts (id, workspace_id, name, email, phone, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING RETURNING id`,
      [contact.id, tx.workspaceId, contact.name, contact.email, contact.phone, now],
    );
    return row?.id ?? null;
  }

  /**
   * The savepoint keeps the transaction usable when a unique index refuses the update.
   *
   * @returns false when another writer took the address or number meanwhile
   */
  private async update(tx: WorkspaceTransaction, contact: Contact, now: Instant): Promise<boolean> {
    await tx.query('SAVEPOINT contact_update');
    try {
      await tx.query(
        `UPDATE contacts SET name = $3, email = $4, phone = $5, updated_at = $6
          WHERE workspace_id = $1 AND id = $2 AND (name, email, phone) IS DISTINCT FROM ($3, $4, $5)`,
        [tx.workspaceId, contact.id, contact.name, contact.email, contact.phone, now],
      );
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT contact_update');
      return false;
    }
    await tx.query('RELEASE SAVEPOINT contact_update');
    return true;
  }

  /** Locks all contacts that match the identity, in the order of their ids, which prevents deadlocks. */
  private lockMatching(
    tx: WorkspaceTransaction,
    identity: Identity,
    currentId: string | null,
  ): Promise<Contact[]> {
    const spellings = identity.phone ? [identity.phone.current, ...identity.phone.earlier] : [];
    return tx.query<Contact>(
      `SELECT id, name, email, phone FROM contacts
        WHERE workspace_id = $1 AND (email = $2 OR (phone IS NOT NULL AND phone = ANY($3::text[])) OR id = $4)
        ORDER BY id FOR UPDATE`,
      [tx.workspaceId, identity.email ?? null, spellings, currentId],
    );
  }
}
