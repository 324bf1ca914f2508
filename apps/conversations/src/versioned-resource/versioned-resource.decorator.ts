import { RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import { ApiIfMatch, ETAG_HEADER } from '@flowforge/service-kit/http/entity-tag';
import { entityTag } from '@flowforge/service-kit/http/expected-revisions';
import { ApiIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import {
  applyDecorators,
  type CallHandler,
  Delete,
  type ExecutionContext,
  Get,
  HttpCode,
  type NestInterceptor,
  Patch,
  Post,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { VersionedResourceDto } from './versioned-resource.dto.js';

/** Sets the `ETag` header from the revision of the resource that a route answers. */
class EntityTagInterceptor implements NestInterceptor<VersionedResourceDto, VersionedResourceDto> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<VersionedResourceDto>,
  ): Observable<VersionedResourceDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((resource) => {
        reply.header('etag', entityTag(resource.revision));
        return resource;
      }),
    );
  }
}

/** `POST`: creates a resource and answers the whole of it. */
export function CreateRoute(summary: string, type: Type): MethodDecorator {
  return applyDecorators(
    Post(),
    RequireScope('assistants:write'),
    UseInterceptors(EntityTagInterceptor),
    ApiOperation({ summary }),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type, headers: ETAG_HEADER }),
  );
}

/** `GET`: one page of the list. */
export function ListRoute(summary: string, type: Type): MethodDecorator {
  return applyDecorators(
    Get(),
    RequireScope('assistants:read'),
    ApiOperation({ summary }),
    ApiOkResponse({ type }),
  );
}

/** `GET :id` */
export function ReadRoute(summary: string, type: Type): MethodDecorator {
  return applyDecorators(
    Get(':id'),
    RequireScope('assistants:read'),
    UseInterceptors(EntityTagInterceptor),
    ApiOperation({ summary }),
    ApiOkResponse({ type, headers: ETAG_HEADER }),
  );
}

/** `PATCH :id` */
export function ChangeRoute(summary: string, type: Type): MethodDecorator {
  return applyDecorators(
    Patch(':id'),
    RequireScope('assistants:write'),
    UseInterceptors(EntityTagInterceptor),
    ApiOperation({ summary, description: 'A field that is left out keeps its value.' }),
    ApiIfMatch(),
    ApiOkResponse({ type, headers: ETAG_HEADER }),
  );
}

/** `DELETE :id` */
export function DeleteRoute(summary: string, description: string): MethodDecorator {
  return applyDecorators(
    Delete(':id'),
    HttpCode(204),
    RequireScope('assistants:write'),
    ApiOperation({ summary, description }),
    ApiIfMatch(),
    ApiNoContentResponse(),
  );
}
