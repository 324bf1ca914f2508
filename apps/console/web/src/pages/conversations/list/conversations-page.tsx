import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { getRouteApi } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { listConversations } from '../../../api/conversations.js';
import { usePages } from '../../../api/pages.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { ConversationFilters } from './conversation-filters.js';
import { ConversationTable } from './conversation-table.js';

const route = getRouteApi('/frame/conversations');

/** Who talks to the assistants, live. */
export function ConversationsPage() {
  const search = route.useSearch();
  const pages = usePages({
    queryKey: ['conversations', 'list', search],
    load: (cursor) => listConversations(search, cursor),
    isLive: true,
  });
  return (
    <Page
      title="Conversations"
      subtitle="What visitors write, newest first. New messages appear automatically."
    >
      <ConversationFilters search={search} />
      <Loaded
        what="the conversations"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<ConversationTable conversations={undefined} />}
      >
        {(conversations) =>
          conversations.length === 0 ? (
            <NoConversations isFiltered={Object.keys(search).length > 0} />
          ) : (
            <>
              <ConversationTable conversations={conversations} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function NoConversations({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={<MessagesSquare size={24} aria-hidden />} title="No conversation matches the filters">
      Remove a filter to see more.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<MessagesSquare size={24} aria-hidden />}
      title="No conversation yet"
      action={
        <Link to="/widgets" look="button">
          Go to Widgets
        </Link>
      }
    >
      When a visitor opens a widget, the conversation appears here at once.
    </EmptyState>
  );
}
