import { Badge } from '@flowforge/design-system/badge/badge';
import { Button } from '@flowforge/design-system/button/button';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { endSession, type Session, sessionsQuery } from '../../../api/account.js';
import { whatToDo } from '../../../api/api-error.js';
import { browserName } from './browser-name.js';

const COLUMNS: readonly Column<Session>[] = [
  {
    id: 'browser',
    heading: 'Browser',
    isWide: true,
    cell: ({ user_agent }) => <span title={user_agent ?? undefined}>{browserName(user_agent)}</span>,
  },
  { id: 'address', heading: 'Address', hideBelow: 'phone', cell: ({ address }) => <code>{address}</code> },
  {
    id: 'workspace',
    heading: 'Workspace',
    hideBelow: 'tablet',
    cell: ({ workspace }) => workspace.name,
  },
  {
    id: 'used',
    heading: 'Last used',
    isNumber: true,
    cell: ({ last_used_at }) => <Time at={last_used_at} />,
  },
  {
    id: 'actions',
    heading: 'Actions',
    isHeadingHidden: true,
    isNumber: true,
    cell: ({ id, current }) => (current ? <Badge tone="success">This browser</Badge> : <EndButton id={id} />),
  },
];

/** The sessions of the user. Undefined while they are being loaded. */
export function SessionTable({ sessions }: { sessions: readonly Session[] | undefined }) {
  return (
    <Table label="Your sessions" columns={COLUMNS} rows={sessions} keyOf={({ id }) => id} skeletonRows={2} />
  );
}

function EndButton({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => endSession(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: (error) => showToast(`The session goes on. ${whatToDo(error)}`, 'danger'),
  });
  return (
    <Button size="small" variant="quiet" onPress={() => end.mutate()} isPending={end.isPending}>
      Sign out
    </Button>
  );
}
