import type { paths } from '../../generated/conversations.js';

/** The template of a path of the chat API, such as `/v1/chat/widgets/{id}`. */
export type Route = Extract<keyof paths, `/v1/chat/${string}`>;

/** What follows after a conversation's own path in the template of a route. */
export type ConversationRoute = Route extends infer Each
  ? Each extends `/v1/chat/conversations/{id}/${string}`
    ? Each
    : never
  : never;

/** A path that fits a template: each `{name}` is any text. */
export type PathOf<Template extends string> = Template extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${PathOf<After>}`
  : Template;

/** The rest of the path of a route of one conversation: `/messages`. */
export type RestOf<Template extends ConversationRoute> =
  Template extends `/v1/chat/conversations/{id}${infer Rest}` ? PathOf<Rest> : never;

/** Two whole numbers in the query of a `GET`, whose names the route knows: `?limit=100&after_seq=3`. */
export type NumbersOf<Template extends Route> = paths[Template] extends {
  get: { parameters: { query?: infer Query } };
}
  ? `?${keyof Query & string}=${number}&${keyof Query & string}=${number}`
  : never;

/** The body that a `POST` takes. */
export type BodyOf<Template extends Route> = paths[Template] extends {
  post: { requestBody?: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

/** What a successful `GET` or `POST` answers. */
export type AnswerOf<Template extends Route, Method extends 'get' | 'post'> =
  paths[Template] extends Record<Method, { responses: infer Responses }>
    ? JsonIn<Responses[keyof Responses & (200 | 201)]>
    : never;

type JsonIn<Answer> = Answer extends { content: { 'application/json': infer Json } } ? Json : never;
