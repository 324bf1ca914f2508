import { Badge } from '@flowforge/design-system/badge/badge';
import { ALL_SCOPES, isWord, rolesWithScope } from '@flowforge/contracts/words';
import type { Needs } from '../reference/reference.js';
import styles from './route.module.css';

/** Who may call a route. */
export function NeedsLine({ needs }: { needs: Needs }) {
  if (needs.kind !== 'scope') return <p className={styles.needs}>{TEXTS[needs.kind]}</p>;
  const roles = isWord(ALL_SCOPES, needs.scope) ? rolesWithScope(needs.scope) : [];
  return (
    <p className={styles.needs}>
      Needs the scope <Badge tone="info">{needs.scope}</Badge> of an API key, or a user in the role{' '}
      {roles.map((role) => (
        <Badge key={role}>{role}</Badge>
      ))}
    </p>
  );
}

const TEXTS = {
  nothing: 'Needs no authorization.',
  visitor: 'Needs the visitor token of the conversation.',
  user: 'Needs a user who has signed in, in any role. API keys are refused.',
};
