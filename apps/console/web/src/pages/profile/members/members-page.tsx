import { Button } from '@flowforge/design-system/button/button';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { useState } from 'react';
import { listMembers } from '../../../api/members.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { InvitationsCard } from './invitations-card.js';
import { InviteDialog } from './invite-dialog.js';
import { MemberTable } from './member-table.js';

/** Who works in the workspace, and who is invited. */
export function MembersPage() {
  const pages = usePages({ queryKey: ['members'], load: listMembers });
  const canWrite = useCan('workspace:write');
  const [isInviting, setInviting] = useState(false);
  return (
    <Page
      title="Members"
      subtitle="Owners can do everything. Editors cannot manage members, API keys or the workspace. Viewers can only read. Only owners see the audit log."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => setInviting(true)}>
            Invite a member
          </Button>
        )
      }
    >
      <Loaded
        what="the members"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<MemberTable members={undefined} />}
      >
        {(members) => (
          <>
            <MemberTable members={members} />
            <LoadMore {...pages.more} />
          </>
        )}
      </Loaded>
      {/* Below a table of unknown length: drawn before the members are read, it would jump. */}
      {!pages.query.isPending && <InvitationsCard />}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}
