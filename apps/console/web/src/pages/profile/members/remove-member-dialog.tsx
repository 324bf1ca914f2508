import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { Checkbox } from '@flowforge/design-system/checkbox/checkbox';
import { Notice } from '@flowforge/design-system/state/notice';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeysCreatedByQuery } from '../../../api/api-keys.js';
import { messageOf } from '../../../api/api-error.js';
import { type Member, removeMember } from '../../../api/members.js';
import styles from './members.module.css';

/** Removes a member after a question with the name. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [revokesKeys, setRevokesKeys] = useState(false);
  const remove = useMutation({
    mutationFn: () => removeMember(member.id, revokesKeys),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['members'] });
      await queryClient.invalidateQueries({ queryKey: ['api-keys'] });
    },
  });
  return (
    <ConfirmDialog
      title={`Remove ${member.name} from the workspace?`}
      action="Remove"
      isOpen
      isPending={remove.isPending}
      error={messageOf(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Their sessions in this workspace end at once.</p>
      <MemberKeys member={member} revokesKeys={revokesKeys} onChange={setRevokesKeys} />
    </ConfirmDialog>
  );
}

interface MemberKeysProps {
  member: Member;
  revokesKeys: boolean;
  onChange: (revokesKeys: boolean) => void;
}

/** The API keys that the member has created, and whether to revoke them. */
function MemberKeys({ member, revokesKeys, onChange }: MemberKeysProps) {
  const { data, error } = useQuery(apiKeysCreatedByQuery(member.id));
  if (error !== null) return <Notice tone="danger">{messageOf(error)}</Notice>;
  if (data === undefined) return <p>Looking for API keys that {member.name} has created…</p>;
  if (data.items.length === 0) return <p>{member.name} has created no API key.</p>;
  return (
    <>
      <p>API keys belong to the workspace, and programs may use them. {member.name} has created these:</p>
      <ul className={styles.keys}>
        {data.items.map(({ id, name, prefix, last_four }) => (
          <li key={id}>
            <strong>{name}</strong>{' '}
            <code>
              {prefix}…{last_four}
            </code>
          </li>
        ))}
        {data.next_cursor !== null && <li>and more</li>}
      </ul>
      <Checkbox
        isSelected={revokesKeys}
        onChange={onChange}
        description="Programs that use them are refused at once."
      >
        Also revoke these API keys
      </Checkbox>
    </>
  );
}
