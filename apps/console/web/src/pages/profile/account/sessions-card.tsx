import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { endAllSessions, sessionsQuery } from '../../../api/account.js';
import { messageOf } from '../../../api/api-error.js';
import { Loaded } from '../../../frame/loaded.js';
import { SessionTable } from './session-table.js';

/** Where the user has signed in, and how to end it. */
export function SessionsCard() {
  const query = useQuery(sessionsQuery);
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const endAll = useMutation({
    mutationFn: endAllSessions,
    onSuccess: async () => {
      await navigate({ to: '/sign-in' });
      queryClient.clear();
    },
  });
  return (
    <Card
      title="Sessions"
      description="The browsers in which you have signed in."
      action={<Button onPress={() => setAsking(true)}>Sign out everywhere</Button>}
    >
      <Loaded what="your sessions" query={query} skeleton={<SessionTable sessions={undefined} />}>
        {({ items }) => <SessionTable sessions={items} />}
      </Loaded>
      <ConfirmDialog
        title="Sign out everywhere?"
        action="Sign out everywhere"
        isOpen={isAsking}
        isPending={endAll.isPending}
        error={messageOf(endAll.error)}
        onConfirm={() => endAll.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>All your sessions end at once, also this one. You sign in again with your password.</p>
      </ConfirmDialog>
    </Card>
  );
}
