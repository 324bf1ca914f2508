import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function AccountPage() {
  return (
    <Page title="Account">
      <EmptyState title="Your account">Your name, password and sessions will be here.</EmptyState>
    </Page>
  );
}
