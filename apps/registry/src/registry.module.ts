import { ServiceClient } from '@flowforge/messaging/service-client';
import { ROUTING_STREAM } from '@flowforge/messaging/streams';
import { outboxProviders } from '@flowforge/outbox/outbox.providers';
import { settlementController } from '@flowforge/outbox/settlement.controller';
import { retentionProviders } from '@flowforge/service-kit/wiring/retention.providers';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { ApiKeyVerifier } from '@flowforge/service-kit/auth/api-key-verifier';
import { InternalTokenVerifier } from '@flowforge/service-kit/auth/internal-token';
import { LOG } from '@flowforge/service-kit/log';
import { databaseProviders } from '@flowforge/service-kit/wiring/database.providers';
import { natsProviders } from '@flowforge/service-kit/wiring/nats.providers';
import type { ServiceContext } from '@flowforge/service-kit/wiring/service-context';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { CrossTenantApiKeyLookup } from './api-key/cross-tenant-api-key-lookup.store.js';
import { ApiKeyEntity } from './api-key/api-key.entity.js';
import { ApiKeyStore } from './api-key/api-key.store.js';
import { RevocationSignal } from './api-key/revocation-signal.service.js';
import { StoredApiKeys } from './api-key/stored-api-keys.service.js';
import { PreviewLinkController } from './preview-link/preview-link.controller.js';
import { PreviewLinkService } from './preview-link/preview-link.service.js';
import { AcceptInvitationController } from './accept-invitation/accept-invitation.controller.js';
import { AcceptInvitationService } from './accept-invitation/accept-invitation.service.js';
import { AuditLogController } from './audit-log/audit-log.controller.js';
import { AuditLogStore } from './audit-log/audit-log.store.js';
import { RecordAuditEntriesController } from './record-audit-entries/record-audit-entries.controller.js';
import { RecordAuditEntriesService } from './record-audit-entries/record-audit-entries.service.js';
import { ChangePasswordController } from './change-password/change-password.controller.js';
import { ChangePasswordService } from './change-password/change-password.service.js';
import { ChangeRoleController } from './change-role/change-role.controller.js';
import { ChangeRoleService } from './change-role/change-role.service.js';
import { CreatePasswordResetController } from './create-password-reset/create-password-reset.controller.js';
import { CreatePasswordResetService } from './create-password-reset/create-password-reset.service.js';
import { InvitationController } from './invitation/invitation.controller.js';
import { InvitationStore } from './invitation/invitation.store.js';
import { InviteUserController } from './invite-user/invite-user.controller.js';
import { InviteUserService } from './invite-user/invite-user.service.js';
import { PasswordResetStore } from './password-reset/password-reset.store.js';
import { RemoveUserController } from './remove-user/remove-user.controller.js';
import { RemoveUserService } from './remove-user/remove-user.service.js';
import { ResetPasswordController } from './reset-password/reset-password.controller.js';
import { ResetPasswordService } from './reset-password/reset-password.service.js';
import { SessionOpener } from './session/session-opener.service.js';
import { SetUpController } from './set-up/set-up.controller.js';
import { SETUP_TOKEN, SetUpService } from './set-up/set-up.service.js';
import { SetupTokenStore } from './set-up/setup-token.store.js';
import { UpdateProfileController } from './update-profile/update-profile.controller.js';
import { UpdateProfileService } from './update-profile/update-profile.service.js';
import { AssignWebhookController } from './assign-webhook/assign-webhook.controller.js';
import { CheckSessionController } from './check-session/check-session.controller.js';
import { SourceCheck } from './assign-webhook/source-check.client.js';
import { AssignWebhookService } from './assign-webhook/assign-webhook.service.js';
import { AssignmentStore } from './assignment/assignment.store.js';
import type { RegistryConfig } from './config.js';
import { CreateApiKeyController } from './create-api-key/create-api-key.controller.js';
import { CreateApiKeyService } from './create-api-key/create-api-key.service.js';
import { CreateWebhookController } from './create-webhook/create-webhook.controller.js';
import { CreateWebhookService } from './create-webhook/create-webhook.service.js';
import { DeleteWebhookController } from './delete-webhook/delete-webhook.controller.js';
import { DeleteWebhookService } from './delete-webhook/delete-webhook.service.js';
import { DisableWebhookController } from './disable-webhook/disable-webhook.controller.js';
import { DisableWebhookService } from './disable-webhook/disable-webhook.service.js';
import { LocalSignIn, LocalSignInController } from './local-sign-in/local-sign-in.controller.js';
import { PasswordHasher } from './password/password-hasher.service.js';
import { PendingRoutingChangesController } from './pending-routing-changes/pending-routing-changes.controller.js';
import { AUDIT_RETENTION_DAYS, Retention } from './retention/retention.service.js';
import { ApiKeyController } from './api-key/api-key.controller.js';
import { AssignmentController } from './assignment/assignment.controller.js';
import { WebhookController } from './webhook/webhook.controller.js';
import { WorkspaceController } from './workspace/workspace.controller.js';
import { RevokeApiKeyController } from './revoke-api-key/revoke-api-key.controller.js';
import { RevokeApiKeyService } from './revoke-api-key/revoke-api-key.service.js';
import { RotateWebhookSecretController } from './rotate-webhook-secret/rotate-webhook-secret.controller.js';
import { RotateWebhookSecretService } from './rotate-webhook-secret/rotate-webhook-secret.service.js';
import { AppliedChanges } from './routing/applied-changes.store.js';
import { RoutingStore } from './routing/routing.store.js';
import { SessionAnswer } from './session/session-answer.service.js';
import { SessionController } from './session/session.controller.js';
import { SessionSignal } from './session/session-signal.service.js';
import { SessionStore } from './session/session.store.js';
import { StoredSessions } from './session/stored-sessions.service.js';
import { SignInLimit } from './sign-in-limit/sign-in-limit.service.js';
import { WrongPasswords } from './sign-in-limit/wrong-passwords.service.js';
import { SignInLimitStore } from './sign-in-limit/sign-in-limit.store.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignInService } from './sign-in/sign-in.service.js';
import { SignOutController } from './sign-out/sign-out.controller.js';
import { SignOutService } from './sign-out/sign-out.service.js';
import { UnassignWebhookController } from './unassign-webhook/unassign-webhook.controller.js';
import { UnassignWebhookService } from './unassign-webhook/unassign-webhook.service.js';
import { UpdateWebhookController } from './update-webhook/update-webhook.controller.js';
import { UpdateWebhookService } from './update-webhook/update-webhook.service.js';
import { UpdateWorkspaceController } from './update-workspace/update-workspace.controller.js';
import { UpdateWorkspaceService } from './update-workspace/update-workspace.service.js';
import { MemberStore } from './user/member.store.js';
import { CallerRights } from './user/caller-rights.service.js';
import { UserController } from './user/user.controller.js';
import { UserStore } from './user/user.store.js';
import { VerifyApiKeyController } from './verify-api-key/verify-api-key.controller.js';
import { EndpointRule } from './webhook/endpoint.js';
import { WebhookEntity } from './webhook/webhook.entity.js';
import { WebhookStore } from './webhook/webhook.store.js';
import { WorkspaceEntity } from './workspace/workspace.entity.js';
import { WorkspaceStore } from './workspace/workspace.store.js';

const CONTROLLERS = [
  CreateWebhookController,
  WebhookController,
  UpdateWebhookController,
  DeleteWebhookController,
  RotateWebhookSecretController,
  AssignWebhookController,
  AssignmentController,
  UnassignWebhookController,
  CreateApiKeyController,
  ApiKeyController,
  RevokeApiKeyController,
  WorkspaceController,
  UpdateWorkspaceController,
  VerifyApiKeyController,
  DisableWebhookController,
  PendingRoutingChangesController,
  ...[SignInController, SessionController, SignOutController, CheckSessionController],
  ...[UserController, UpdateProfileController, ChangePasswordController, ChangeRoleController],
  ...[RemoveUserController, CreatePasswordResetController, ResetPasswordController],
  // Before the routes of one invitation, whose id is in the same place of the path.
  ...[AcceptInvitationController, InvitationController, InviteUserController, PreviewLinkController],
  ...[SetUpController, AuditLogController, RecordAuditEntriesController],
];

const PROVIDERS: Provider[] = [
  { provide: ApiKeyVerifier, useClass: StoredApiKeys },
  { provide: InternalTokenVerifier, useClass: StoredSessions },
  ...[CrossTenantApiKeyLookup, ApiKeyStore, RevocationSignal, WorkspaceStore],
  ...[WebhookStore, AssignmentStore, AppliedChanges, RoutingStore, Retention],
  ...[CreateWebhookService, UpdateWebhookService, DeleteWebhookService],
  ...[DisableWebhookService, RotateWebhookSecretService],
  ...[AssignWebhookService, UnassignWebhookService],
  ...[CreateApiKeyService, RevokeApiKeyService],
  ...[UpdateWorkspaceService],
  ...[
    UserStore,
    MemberStore,
    CallerRights,
    SessionSignal,
    SessionAnswer,
    SignInLimitStore,
    SignInLimit,
    WrongPasswords,
  ],
  ...[SignInService, SignOutService, SessionOpener, AuditLogStore, InvitationStore, PasswordResetStore],
  ...[InviteUserService, AcceptInvitationService, PreviewLinkService, ChangeRoleService, RemoveUserService],
  ...[CreatePasswordResetService, ResetPasswordService, ChangePasswordService, UpdateProfileService],
  ...[SetupTokenStore, SetUpService, RecordAuditEntriesService],
];

function localSignIn({ tokenHash, email }: { tokenHash: string; email: string }): Provider {
  return { provide: LocalSignIn, useValue: new LocalSignIn(tokenHash, email) };
}

/** The whole registry. */
@Module({})
export class RegistryModule {
  static with({ config, log, metrics }: ServiceContext<RegistryConfig>): DynamicModule {
    return {
      module: RegistryModule,
      controllers: [
        ...CONTROLLERS,
        ...(config.localSignIn ? [LocalSignInController] : []),
        settlementController('registry', log),
      ],
      providers: [
        { provide: LOG, useValue: log },
        { provide: KeyRing, useValue: config.keyRing },
        { provide: SessionStore, useValue: new SessionStore(config.sessionLifetime) },
        { provide: SETUP_TOKEN, useValue: config.setupToken },
        { provide: AUDIT_RETENTION_DAYS, useValue: config.auditRetentionDays },
        { provide: PasswordHasher, useFactory: () => new PasswordHasher(metrics) },
        ...(config.localSignIn ? [localSignIn(config.localSignIn)] : []),
        { provide: EndpointRule, useValue: config.endpointRule },
        {
          provide: SourceCheck,
          inject: [ServiceClient],
          useFactory: (services: ServiceClient) => new SourceCheck(services, config.conversationsUrls),
        },
        ...databaseProviders({
          url: config.databaseUrl,
          schema: 'registry',
          applicationName: 'flowforge-registry',
          entities: [WorkspaceEntity, ApiKeyEntity, WebhookEntity],
        }),
        ...natsProviders({ url: config.natsUrl, name: 'registry' }),
        ...retentionProviders(metrics),
        ...outboxProviders({ stream: { ...ROUTING_STREAM, replicas: config.streamReplicas }, log, metrics }),
        ...PROVIDERS,
      ],
    };
  }
}
