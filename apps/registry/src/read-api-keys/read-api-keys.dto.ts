import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { ApiKeyDto } from '../api-key/api-key.dto.js';

export class ApiKeyListDto extends ListDto(ApiKeyDto) {}
