import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const conversationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/conversations',
  component: lazyRouteComponent(() => import('./conversations-page.js'), 'ConversationsPage'),
});

export const conversationRoutes = { conversationsRoute };
