import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function IntentsPage() {
  return (
    <Page title="Intents">
      <EmptyState title="No intent yet">Your intents will be here.</EmptyState>
    </Page>
  );
}
