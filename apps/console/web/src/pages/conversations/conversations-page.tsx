import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function ConversationsPage() {
  return (
    <Page title="Conversations">
      <EmptyState title="No conversation yet">Conversations of your visitors will be here.</EmptyState>
    </Page>
  );
}
