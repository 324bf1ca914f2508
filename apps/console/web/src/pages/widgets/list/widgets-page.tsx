import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { usePages } from '../../../api/pages.js';
import { listWidgets } from '../../../api/widgets.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { CreateWidgetDialog } from './create-widget-dialog.js';
import { WidgetTable } from './widget-table.js';

export function WidgetsPage() {
  const pages = usePages({ queryKey: ['widgets', 'list'], load: listWidgets });
  const canWrite = useCan('assistants:write');
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Widgets"
      subtitle="A widget puts an assistant on your website with one line."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => setCreating(true)}>
            Create a widget
          </Button>
        )
      }
    >
      <Loaded
        what="the widgets"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<WidgetTable widgets={undefined} />}
      >
        {(widgets) =>
          widgets.length === 0 ? (
            <EmptyState icon={<MessageSquare size={24} aria-hidden />} title="No widget yet">
              Create one for an assistant, and copy its line into your pages.
            </EmptyState>
          ) : (
            <>
              <WidgetTable widgets={widgets} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateWidgetDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
