import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function ApiKeysPage() {
  return (
    <Page title="API keys">
      <EmptyState title="No API key yet">The keys of your programs will be here.</EmptyState>
    </Page>
  );
}
