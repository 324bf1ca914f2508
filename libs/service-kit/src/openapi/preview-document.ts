import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Document, Operation } from './complete-document.js';
import { type ApiDescription, openApiDocument } from './openapi.js';

/** The OpenAPI document of a service. */
export interface ServedDocument extends Document {
  info: { title: string; version: string };
  servers: { url: string }[];
  webhooks?: Record<string, Record<string, Operation>>;
}

/** Builds the document from the module's controllers. No provider is created, so no database is needed. */
export async function previewDocument(module: DynamicModule, api: ApiDescription): Promise<ServedDocument> {
  const app = await NestFactory.create(module, new FastifyAdapter(), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  const document: ServedDocument = JSON.parse(JSON.stringify(openApiDocument(app, api)));
  return document;
}
