import { Injectable } from '@nestjs/common';
import { EditableStore } from '../editable/editable.store.js';
import { Widget } from './widget.entity.js';

@Injectable()
export class WidgetStore extends EditableStore<Widget> {
  constructor() {
    super(Widget, 'widgets');
  }
}
