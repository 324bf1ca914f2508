import { Badge } from '@flowforge/design-system/badge/badge';
import { Button } from '@flowforge/design-system/button/button';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import { useState } from 'react';
import type { Member } from '../../../api/members.js';
import { useCan, useSession } from '../../../session/session.js';
import { MemberDialog } from './member-dialog.js';
import styles from './members.module.css';
import { roleLabel } from '../../../member/roles.js';

/** The members of the workspace. Undefined while they are being loaded. */
export function MemberTable({ members }: { members: readonly Member[] | undefined }) {
  const { user } = useSession();
  const [open, setOpen] = useState<Member>();
  const columns: Column<Member>[] = [
    {
      id: 'name',
      heading: 'Name',
      isWide: true,
      cell: ({ id, name, email }) => (
        <span className={styles.person}>
          <span>
            <strong>{name}</strong> {id === user.id && <Badge>you</Badge>}
          </span>
          <span className={styles.email}>{email}</span>
        </span>
      ),
    },
    { id: 'role', heading: 'Role', cell: ({ role }) => roleLabel(role) },
    {
      id: 'since',
      heading: 'Since',
      isNumber: true,
      hideBelow: 'phone',
      cell: ({ created_at }) => <Time at={created_at} />,
    },
  ];
  if (useCan('workspace:write'))
    columns.push({
      id: 'actions',
      heading: 'Actions',
      isHeadingHidden: true,
      isNumber: true,
      cell: (member) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Manage ${member.name}`}
          onPress={() => setOpen(member)}
        >
          Manage
        </Button>
      ),
    });
  return (
    <>
      <Table label="Members" columns={columns} rows={members} keyOf={({ id }) => id} skeletonRows={3} />
      {open !== undefined && <MemberDialog member={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
