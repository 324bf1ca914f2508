import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import { Widget } from './widget.entity.js';

@Injectable()
export class WidgetStore extends VersionedResourceStore<Widget> {
  constructor() {
    super(Widget, 'widgets');
  }
}
