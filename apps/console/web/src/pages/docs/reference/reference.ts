import type { Field } from './fields.js';

/** Everything that the API reference shows. */
export interface Reference {
  groups: ApiGroup[];
  /** The requests that a webhook's endpoint receives. */
  events: EventReference[];
}

/** One route. */
export interface RouteReference {
  /** Its part of the address: `post-webhooks-id-rotate-secret`. */
  slug: string;
  method: string;
  path: string;
  group: string;
  summary: string;
  description: string;
  needs: Needs;
  parameters: (Field & { place: string })[];
  body: BodyReference | undefined;
  answers: AnswerReference[];
  errors: ErrorReference[];
}

/** Who may call a route: everybody, a visitor with the conversation's token, a user, or whoever has the scope. */
export type Needs = { kind: 'nothing' | 'visitor' | 'user' } | { kind: 'scope'; scope: string };

export interface BodyReference {
  contentType: string;
  fields: Field[];
  /** As text; JSON is indented. */
  example: string | undefined;
}

export interface AnswerReference {
  status: string;
  description: string;
  headers: { name: string; description: string }[];
  bodies: BodyReference[];
}

export interface ErrorReference {
  status: string;
  code: string;
  detail: string;
}

/** An event, with the body of each payload version. */
export interface EventReference {
  type: string;
  summary: string;
  description: string;
  headers: Field[];
  versions: { version: string; fields: Field[]; example: string | undefined }[];
  answers: { status: string; description: string }[];
}

/** Routes about one thing. */
export interface ApiGroup {
  /** The tag of the documents: `api keys`. */
  name: string;
  /** The heading: `API keys`. */
  title: string;
  routes: RouteReference[];
}
