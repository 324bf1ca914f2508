import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { Card } from '@flowforge/design-system/card/card';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { deleteWidget, type Widget, widgetQuery } from '../../../api/widgets.js';
import { DeleteCard } from '../../../editing/delete-card.js';
import { useLeaveDeleted } from '../../../editing/use-leave-deleted.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { embedTag } from './widget-draft.js';
import { WidgetForm } from './widget-form.js';

const route = getRouteApi('/frame/widgets/$widgetId');

const BREADCRUMB = [
  <Link key="list" to="/widgets" look="quiet">
    Widgets
  </Link>,
];

/** One widget: the line for a page, and how it looks. */
export function WidgetPage() {
  const { widgetId } = route.useParams();
  const query = useQuery(widgetQuery(widgetId));
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const canWrite = useCan('assistants:write');
  const assistant = assistants?.items.find(({ id }) => id === query.data?.assistant_id);
  return (
    <Page title={assistant === undefined ? 'Widget' : `Widget of ${assistant.name}`} breadcrumb={BREADCRUMB}>
      <Loaded what="the widget" query={query} skeleton={<SkeletonLines count={8} what="the widget" />}>
        {(widget) => (
          <>
            <Embed widgetId={widget.id} />
            <WidgetForm key={widget.id} widget={widget} isReadOnly={!canWrite} />
            {canWrite && <DeleteWidget widget={widget} name={assistant?.name ?? 'this assistant'} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Embed({ widgetId }: { widgetId: string }) {
  return (
    <Card
      title="Put it on your website"
      description="Copy this line into your pages. It never changes; what you set below applies at once."
      action={
        <a href={`/chat/${widgetId}`} target="_blank" rel="noreferrer">
          Open the full-page chat
        </a>
      }
    >
      <CodeBlock isWrapped label="line for your pages" code={embedTag(window.location.origin, widgetId)} />
      <p>
        Attributes, events, and what a content security policy must allow:{' '}
        <Link to="/docs/embed" look="inline">
          Embed the chat
        </Link>
        .
      </p>
    </Card>
  );
}

function DeleteWidget({ widget: { id }, name }: { widget: Widget; name: string }) {
  const leave = useLeaveDeleted('/widgets', widgetQuery(id).queryKey);
  return (
    <DeleteCard
      what="widget"
      name={name}
      consequence="Pages with its line show no chat any more. Its conversations stay, and visitors can finish the open ones."
      onDelete={() => deleteWidget(id)}
      onDeleted={leave}
    />
  );
}
