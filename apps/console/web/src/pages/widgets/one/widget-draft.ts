import type { ChangeWidget, Widget } from '../../../api/widgets.js';

/** A widget as it is edited. An empty text stands for “none”. */
export interface WidgetDraft {
  assistantId: string;
  /** One origin a line; empty for any page. */
  origins: string;
  color: string;
  position: 'right' | 'left';
  launcherText: string;
  locale: string;
}

export function draftOf(widget: Widget): WidgetDraft {
  return {
    assistantId: widget.assistant_id,
    origins: (widget.allowed_origins ?? []).join('\n'),
    color: widget.color ?? '#2563eb',
    position: widget.position ?? 'right',
    launcherText: widget.launcher_text ?? '',
    locale: widget.locale ?? '',
  };
}

export function changeOf(draft: WidgetDraft): ChangeWidget {
  const origins = draft.origins
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    assistant_id: draft.assistantId,
    allowed_origins: origins.length === 0 ? null : origins,
    color: draft.color,
    position: draft.position,
    launcher_text: draft.launcherText.trim() === '' ? null : draft.launcherText,
    locale: draft.locale.trim() === '' ? null : draft.locale.trim(),
  };
}

/** The line for a page. The id is a UUID and the origin one of ours, so nothing in it needs escaping. */
export function embedTag(origin: string, widgetId: string): string {
  return `<script async src="${origin}/widget.js" data-widget-id="${widgetId}"></script>`;
}
