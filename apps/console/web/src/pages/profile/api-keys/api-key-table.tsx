import { Button } from '@flowforge/design-system/button/button';
import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { type ApiKey, revokeApiKey } from '../../../api/api-keys.js';
import { useCan } from '../../../session/session.js';
import { creatorName } from './creator-name.js';
import { scopeSummary } from './scopes.js';

/** The api keys of the workspace. Undefined while they are being loaded. */
export function ApiKeyTable({ apiKeys }: { apiKeys: readonly ApiKey[] | undefined }) {
  const [leaving, setLeaving] = useState<ApiKey>();
  const columns: Column<ApiKey>[] = [
    { id: 'name', heading: 'Name', isWide: true, cell: ({ name }) => <strong>{name}</strong> },
    {
      id: 'key',
      heading: 'Key',
      hideBelow: 'phone',
      cell: ({ prefix, last_four }) => (
        <code>
          {prefix}…{last_four}
        </code>
      ),
    },
    {
      id: 'scopes',
      heading: 'Permissions',
      hideBelow: 'tablet',
      cell: ({ scopes }) => <span title={scopes.join(', ')}>{scopeSummary(scopes)}</span>,
    },
    {
      id: 'creator',
      heading: 'Created by',
      hideBelow: 'tablet',
      cell: ({ created_by }) => creatorName(created_by),
    },
    {
      id: 'created',
      heading: 'Created',
      isNumber: true,
      cell: ({ created_at }) => <Time at={created_at} />,
    },
  ];
  if (useCan('workspace:write'))
    columns.push({
      id: 'actions',
      heading: 'Actions',
      isHeadingHidden: true,
      isNumber: true,
      cell: (apiKey) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Revoke ${apiKey.name}`}
          onPress={() => setLeaving(apiKey)}
        >
          Revoke
        </Button>
      ),
    });
  return (
    <>
      <Table label="API keys" columns={columns} rows={apiKeys} keyOf={({ id }) => id} skeletonRows={3} />
      {leaving !== undefined && <RevokeDialog apiKey={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeApiKey(apiKey.id),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['api-keys'] });
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke the API key “${apiKey.name}”?`}
      action="Revoke"
      isOpen
      isPending={revoke.isPending}
      error={messageOf(revoke.error)}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>Programs that use it are refused at once. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
