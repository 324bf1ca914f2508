import { type AuditEntry, isAuditEntry } from '@flowforge/contracts/audit/audit-entry';
import { recordAuditEntries } from '@flowforge/contracts/requests/record-audit-entries';
import type { NatsConnection } from '@nats-io/transport-node';

/** Which ids a request with these entries is answered with; null: it gets no answer. */
type Answer = (entries: readonly AuditEntry[]) => string[] | null;

/** The registry's side of the audit log: it receives the entries that a service sends. */
export class FakeAuditLog {
  /** Every entry that was received and is valid, in the order of arrival. An entry can be in it several times. */
  received: AuditEntry[] = [];

  private constructor(public answer: Answer) {}

  /** Receives from now on, and answers that everything is stored unless `answer` is another one. */
  static async on(
    connection: NatsConnection,
    answer: Answer = (entries) => entries.map(({ id }) => id),
  ): Promise<FakeAuditLog> {
    const log = new FakeAuditLog(answer);
    connection.subscribe(recordAuditEntries.subject, {
      callback: (_, message) => {
        const { data, id } = message.json<{ data: unknown; id: string }>();
        const entries = recordAuditEntries.parseRequest(data).entries.filter(isAuditEntry);
        log.received.push(...entries);
        const stored = log.answer(entries);
        if (stored !== null) message.respond(JSON.stringify({ id, response: { stored }, isDisposed: true }));
      },
    });
    await connection.flush();
    return log;
  }

  /** What was received of a workspace, each entry once, in the order of ids. */
  entriesOf(workspaceId: string): AuditEntry[] {
    const own = this.received.filter(({ workspace_id }) => workspace_id === workspaceId);
    return [...new Map(own.map((entry) => [entry.id, entry])).values()].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  }
}
