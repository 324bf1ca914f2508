import { Card } from '@flowforge/design-system/card/card';
import { Select } from '@flowforge/design-system/select/select';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useQuery } from '@tanstack/react-query';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { updateWidget, type Widget, widgetQuery } from '../../../api/widgets.js';
import { EditForm } from '../../../editing/edit-form.js';
import { useEdit } from '../../../editing/use-edit.js';
import { ColorField } from './color-field.js';
import { languageChoices, languageNote, PAGE_LANGUAGE } from './languages.js';
import { changeOf, draftOf } from './widget-draft.js';

const POSITIONS = [
  { id: 'right', label: 'Right' },
  { id: 'left', label: 'Left' },
];

/** The settings of a widget. */
export function WidgetForm({ widget, isReadOnly }: { widget: Widget; isReadOnly: boolean }) {
  const edit = useEdit({
    thing: widget,
    draftOf,
    save: (base, draft) => updateWidget(base, changeOf(draft)),
    queryKey: widgetQuery(widget.id).queryKey,
  });
  const { draft, change } = edit;
  const { data: assistants } = useQuery(assistantChoicesQuery);
  return (
    <EditForm edit={edit} what="widget" isReadOnly={isReadOnly}>
      <Card title="Where it appears">
        <Select
          label="Assistant"
          name="assistant_id"
          options={(assistants?.items ?? []).map(({ id, name }) => ({ id, label: name }))}
          isDisabled={isReadOnly}
          value={draft.assistantId}
          onChange={(assistantId) => change({ assistantId })}
        />
        <TextField
          label="Allowed origins"
          name="allowed_origins"
          isOptional
          isCode
          rows={3}
          isReadOnly={isReadOnly}
          value={draft.origins}
          onChange={(origins) => change({ origins })}
          description="One a line, such as https://shop.example: no path, and no * for several. Only pages of these origins may show the chat. Empty: any page."
        />
      </Card>
      <Card title="How it looks">
        <ColorField
          label="Colour"
          value={draft.color}
          onChange={(color) => change({ color })}
          isReadOnly={isReadOnly}
        />
        <Select
          label="Side of the window"
          name="position"
          options={POSITIONS}
          isDisabled={isReadOnly}
          value={draft.position}
          onChange={(id) => change({ position: id === 'left' ? 'left' : 'right' })}
        />
        <TextField
          label="Text on the button"
          name="launcher_text"
          isOptional
          maxLength={40}
          isReadOnly={isReadOnly}
          value={draft.launcherText}
          onChange={(launcherText) => change({ launcherText })}
          description="Beside the icon of the button that opens the chat."
        />
        <Select
          label="Language"
          name="locale"
          options={languageChoices(edit.base.locale)}
          isDisabled={isReadOnly}
          value={draft.locale === '' ? PAGE_LANGUAGE : draft.locale}
          onChange={(id) => change({ locale: id === PAGE_LANGUAGE ? '' : id })}
          description={languageNote(draft.locale)}
        />
      </Card>
    </EditForm>
  );
}
