import { Page } from '../../../frame/page.js';
import { NameCard } from './name-card.js';
import { PasswordCard } from './password-card.js';
import { SessionsCard } from './sessions-card.js';

/** The user's own name, password and sessions. */
export function AccountPage() {
  return (
    <Page title="Account" subtitle="It is the same in all workspaces of this installation.">
      <NameCard />
      <PasswordCard />
      <SessionsCard />
    </Page>
  );
}
