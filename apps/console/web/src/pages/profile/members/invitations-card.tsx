import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { Time } from '@flowforge/design-system/time/time';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { whatToDo } from '../../../api/api-error.js';
import { deleteInvitation, type Invitation, listInvitations } from '../../../api/members.js';
import { usePages } from '../../../api/pages.js';
import { useCan } from '../../../session/session.js';
import { roleLabel } from '../../../member/roles.js';

/** Invitations that nobody has accepted yet; nothing when there are none. */
export function InvitationsCard() {
  const { items, more } = usePages({ queryKey: ['invitations'], load: listInvitations });
  const canWrite = useCan('workspace:write');
  if (items === undefined || items.length === 0) return null;
  const columns: Column<Invitation>[] = [
    { id: 'email', heading: 'Email', isWide: true, cell: ({ email }) => email },
    { id: 'role', heading: 'Role', cell: ({ role }) => roleLabel(role) },
    {
      id: 'expires',
      heading: 'Expires',
      isNumber: true,
      hideBelow: 'phone',
      cell: ({ expires_at }) => <Time at={expires_at} />,
    },
  ];
  if (canWrite)
    columns.push({
      id: 'actions',
      heading: 'Actions',
      isHeadingHidden: true,
      isNumber: true,
      cell: (invitation) => <WithdrawButton invitation={invitation} />,
    });
  return (
    <Card title="Invitations" description="Nobody has accepted these yet.">
      <Table label="Invitations" columns={columns} rows={items} keyOf={({ id }) => id} />
      <LoadMore {...more} />
    </Card>
  );
}

function WithdrawButton({ invitation: { id, email } }: { invitation: Invitation }) {
  const queryClient = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => deleteInvitation(id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['invitations'] });
      showToast(`The invitation of ${email} was withdrawn.`);
    },
    onError: (error) => showToast(`The invitation is still valid. ${whatToDo(error)}`, 'danger'),
  });
  return (
    <Button
      size="small"
      variant="quiet"
      aria-label={`Withdraw the invitation of ${email}`}
      onPress={() => withdraw.mutate()}
      isPending={withdraw.isPending}
    >
      Withdraw
    </Button>
  );
}
