import { CopyableId } from '@flowforge/design-system/copy/copyable-id';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { Time } from '@flowforge/design-system/time/time';
import { getRouteApi } from '@tanstack/react-router';
import { Lock, ScrollText } from 'lucide-react';
import { type AuditEntry, listAuditLog } from '../../../api/audit-log.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import { Link } from '../../../frame/link.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { AuditFilters } from './audit-filters.js';
import styles from './audit-log.module.css';
import { actorName, changedFields, deletedIds, targetName, targetPath, verbOf } from './audit-sentence.js';

const route = getRouteApi('/frame/profile/audit-log');

/** @param deleted ids of what is deleted */
const columnsOf = (deleted: ReadonlySet<string>): readonly Column<AuditEntry>[] => [
  {
    id: 'what',
    heading: 'What',
    isWide: true,
    width: '50%',
    cell: (entry) => (
      <span className={styles.entry}>
        <span>
          <strong>{actorName(entry)}</strong> {verbOf(entry)} <Target entry={entry} deleted={deleted} />
        </span>
        {entry.changes.length > 0 && <span className={styles.fields}>{changedFields(entry)}</span>}
      </span>
    ),
  },
  {
    id: 'id',
    heading: 'Its id',
    hideBelow: 'tablet',
    width: '18%',
    cell: ({ target }) => <CopyableId id={target.id} what={`id of the ${target.kind.replace('_', ' ')}`} />,
  },
  {
    id: 'address',
    heading: 'From',
    hideBelow: 'tablet',
    width: '16%',
    cell: ({ address }) => (address === null ? '—' : <code>{address}</code>),
  },
  {
    id: 'time',
    heading: 'When',
    isNumber: true,
    width: '16%',
    cell: ({ created_at }) => <Time at={created_at} />,
  },
];

/** The name of what something was done to: a link to its page while it is there. */
function Target({ entry, deleted }: { entry: AuditEntry; deleted: ReadonlySet<string> }) {
  const name = targetName(entry);
  const path = targetPath(entry, deleted);
  if (path !== undefined) return <Link to={path}>{name}</Link>;
  const isGone = deleted.has(entry.target.id) && !entry.action.endsWith('.deleted');
  return (
    <>
      {name}
      {isGone && <span className={styles.fields}> (deleted since)</span>}
    </>
  );
}

/** Who changed what, when and from where. Says why when the role may not read it. */
export function AuditLogPage() {
  return useCan('audit_log:read') ? <AuditLog /> : <OwnersOnly />;
}

function OwnersOnly() {
  return (
    <Page title="Audit log">
      <EmptyState
        icon={<Lock size={24} aria-hidden />}
        title="Only owners can read the audit log"
        action={<Link to="/profile/members">See who is an owner</Link>}
      >
        It shows the e-mail addresses and network addresses of everybody who works here.
      </EmptyState>
    </Page>
  );
}

function AuditLog() {
  const search = route.useSearch();
  const pages = usePages({
    queryKey: ['audit-log', 'list', search],
    load: (cursor) => listAuditLog(search, cursor),
    isLive: true,
  });
  return (
    <Page
      title="Audit log"
      subtitle="Who signed in, and who changed, exported or sent what. Secrets and what visitors wrote are never recorded."
    >
      <AuditFilters search={search} />
      <Loaded
        what="the audit log"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<AuditTable entries={undefined} />}
      >
        {(entries) =>
          entries.length === 0 ? (
            <NothingFound isFiltered={Object.keys(search).length > 0} />
          ) : (
            <>
              <AuditTable entries={entries} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function NothingFound({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState icon={<ScrollText size={24} aria-hidden />} title="No entry with these filters">
        Remove a filter to see more.
      </EmptyState>
    );
  return (
    <EmptyState icon={<ScrollText size={24} aria-hidden />} title="Nothing was changed yet">
      Sign-ins, and changes of webhooks, assistants, forms, members and API keys will be here.
    </EmptyState>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] | undefined }) {
  const columns = columnsOf(deletedIds(entries ?? []));
  return <Table label="Audit log" columns={columns} rows={entries} keyOf={({ id }) => id} skeletonRows={8} />;
}
