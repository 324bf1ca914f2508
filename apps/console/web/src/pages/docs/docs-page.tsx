import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function DocsPage() {
  return (
    <Page title="API reference">
      <EmptyState title="The routes of the API">Every route will be here.</EmptyState>
    </Page>
  );
}
