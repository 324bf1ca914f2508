import { isUuid } from '@flowforge/contracts/ids';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const formsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/forms',
  component: lazyRouteComponent(() => import('./list/forms-page.js'), 'FormsPage'),
});

/** One form: its heading and sections. */
const formRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/forms/$formId',
  component: lazyRouteComponent(() => import('./one/form-page.js'), 'FormPage'),
});

const formIndexRoute = createRoute({
  getParentRoute: () => formRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/forms/$formId/webhook', params, replace: true });
  },
});

/** `?webhook_id=`: the webhook that “Create Webhook” has made. */
const webhookRoute = createRoute({
  getParentRoute: () => formRoute,
  path: 'webhook',
  validateSearch: ({ webhook_id }): { webhook_id?: string } =>
    typeof webhook_id === 'string' && isUuid(webhook_id) ? { webhook_id } : {},
  component: lazyRouteComponent(() => import('./webhook/webhook-section.js'), 'WebhookSection'),
});

const builderRoute = createRoute({
  getParentRoute: () => formRoute,
  path: 'fields',
  component: lazyRouteComponent(() => import('./builder/builder-section.js'), 'BuilderSection'),
});

const capturedRoute = createRoute({
  getParentRoute: () => formRoute,
  path: 'captured',
  component: lazyRouteComponent(() => import('./captured/captured-section.js'), 'CapturedSection'),
});

export const formRoutes = {
  formsRoute,
  formRoute: formRoute.addChildren({ formIndexRoute, webhookRoute, builderRoute, capturedRoute }),
};
