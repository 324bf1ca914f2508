import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';
import { readConversationSearch } from './list/conversation-search.js';

const conversationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/conversations',
  validateSearch: readConversationSearch,
  component: lazyRouteComponent(() => import('./list/conversations-page.js'), 'ConversationsPage'),
});

const conversationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/conversations/$conversationId',
  component: lazyRouteComponent(() => import('./one/conversation-page.js'), 'ConversationPage'),
});

export const conversationRoutes = { conversationsRoute, conversationRoute };
