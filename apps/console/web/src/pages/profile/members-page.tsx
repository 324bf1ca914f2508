import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function MembersPage() {
  return (
    <Page title="Members">
      <EmptyState title="No other member yet">The members of the workspace will be here.</EmptyState>
    </Page>
  );
}
