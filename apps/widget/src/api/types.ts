/** What `GET /v1/chat/widgets/{id}` answers, without what only the front door reads. */
export interface WidgetSettings {
  id: string;
  assistant: { name: string };
  /** The first message of each conversation; null when the visitor writes first. */
  greeting: string | null;
  /** `#rrggbb` */
  color: string;
  position: 'left' | 'right';
  /** Text beside the icon of the launcher; null for the icon alone. */
  launcher_text: string | null;
  /** BCP 47; null for the language of the page. */
  locale: string | null;
}

export type MessageRole = 'visitor' | 'assistant' | 'agent';

/** A message that the API has stored. */
export interface Message {
  id: string;
  /** 1, 2, 3 … in the conversation, without gaps. */
  seq: number;
  role: MessageRole;
  text: string;
  /** RFC 3339, UTC. */
  created_at: string;
}

export type FieldType =
  'text' | 'textarea' | 'email' | 'phone' | 'url' | 'number' | 'date' | 'boolean' | 'select' | 'multiselect';

export interface FormField {
  name: string;
  label: string;
  type: FieldType;
  required?: boolean;
  options?: string[];
}

/** A form that a reply offers. */
export interface OfferedForm {
  form_id: string;
  /** The id of this offer. A repeated submission of it is answered as the first one. */
  form_instance_id: string;
  name: string;
  fields: FormField[];
}

/** The visitor's message as stored, and the replies to it. */
export interface Turn {
  messages: Message[];
  form?: OfferedForm;
}

export interface StartedConversation {
  conversation_id: string;
  visitor_token: string | null;
  messages: Message[];
}

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
