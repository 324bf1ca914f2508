import { TextField } from '@flowforge/service-kit/http/fields';

/** One header of a request or a response. */
export class HeaderDto {
  @TextField({ description: 'Name of the header, in lower case.', example: 'content-type', max: 256 })
  name: string;

  @TextField({
    description: 'Value of the header. The values of the headers that you set at the webhook are not shown.',
    example: 'application/json',
    min: 0,
    max: 8_192,
  })
  value: string;
}

/** Headers in the form of the API, from flat name, value pairs. */
export function headerDtos(flat: readonly string[]): HeaderDto[] {
  const headers: HeaderDto[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2)
    headers.push({ name: flat[at] ?? '', value: flat[at + 1] ?? '' });
  return headers;
}
