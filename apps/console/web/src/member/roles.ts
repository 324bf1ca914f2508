import type { Role } from '@flowforge/contracts/words';

/** The roles as choices, with what each may do. */
export const ROLE_CHOICES: readonly { id: Role; label: string; note: string }[] = [
  { id: 'viewer', label: 'Viewer', note: 'Reads everything but the audit log, changes nothing' },
  {
    id: 'editor',
    label: 'Editor',
    note: 'Everything but members, API keys, the workspace and the audit log',
  },
  { id: 'owner', label: 'Owner', note: 'Everything' },
];

/** The name of a role on screen. */
export function roleLabel(role: string): string {
  return ROLE_CHOICES.find(({ id }) => id === role)?.label ?? role;
}

/** The role of a choice, by its id; `viewer`, which may do least, for an unknown id. */
export function roleOf(id: string): Role {
  return ROLE_CHOICES.find((choice) => choice.id === id)?.id ?? 'viewer';
}
