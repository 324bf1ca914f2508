import type { Field } from './fields.js';
import type { ApiGroup, RouteReference } from './reference.js';

/** The groups with the routes that contain every word of the text: in method, path, summary, description, or a field. */
export function searchGroups(groups: readonly ApiGroup[], text: string): ApiGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map((group) => ({
      ...group,
      routes: group.routes.filter((route) => {
        const content = contentOf(route, group.title);
        return words.every((word) => content.includes(word));
      }),
    }))
    .filter(({ routes }) => routes.length > 0);
}

/** Everything of a route that can be searched, in lower case. */
function contentOf(route: RouteReference, groupTitle: string): string {
  const { method, path, summary, description, parameters, body, answers, errors } = route;
  const fields = [
    ...parameters,
    ...(body?.fields ?? []),
    ...answers.flatMap(({ bodies }) => bodies[0]?.fields ?? []),
  ];
  return [
    groupTitle,
    method,
    path,
    summary,
    description,
    ...namesOf(fields),
    ...errors.map(({ code }) => code),
  ]
    .join('\n')
    .toLowerCase();
}

function namesOf(fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, fields: inner }) => [name, ...namesOf(inner)]);
}
