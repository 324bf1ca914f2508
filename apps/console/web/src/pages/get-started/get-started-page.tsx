import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function GetStartedPage() {
  return (
    <Page title="Get started">
      <EmptyState title="Four steps to your first webhook">The steps will be here.</EmptyState>
    </Page>
  );
}
