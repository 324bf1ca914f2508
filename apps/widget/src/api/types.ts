import type { components } from '../../generated/conversations.js';

type Schemas = components['schemas'];

/** What the API answers about a widget, without what only the front door reads. */
export type WidgetSettings = Omit<Schemas['PublicWidget'], 'allowed_origins'>;

/** A message that the API has stored. */
export type Message = Schemas['Message'];
export type MessageRole = Message['role'];

/** A form that a reply offers. */
export type OfferedForm = Schemas['OfferedForm'];
export type FormField = Omit<Schemas['FormField'], 'maps_to'>;
export type FieldType = FormField['type'];

/** The visitor's message as stored, and the replies to it. */
export type Turn = Schemas['Turn'];

export type StartedConversation = Schemas['StartedConversation'];

/** Access to one conversation. */
export interface Session {
  conversationId: string;
  token: string;
}

/** Values of a form, as the API takes them. */
export type FieldValues = Record<string, string | number | boolean | string[]>;

export interface FieldError {
  /** The name of the field; null when the error is about the form as a whole. */
  field: string | null;
  message: string;
}
