import { nameOf, ofKind } from '../manifests.js';
import { environmentOf } from '../environment-of.js';
import type { Policy } from './policy.js';

/** Each service is watched on its ops port, and its ports are those of its settings. */
export const probes: Policy = {
  name: 'ports and probes exist',
  violations: (objects) =>
    ofKind(objects, 'Deployment').flatMap((deployment) => {
      const name = nameOf(deployment);
      const [container] = deployment.spec?.template.spec?.containers ?? [];
      if (container === undefined) return [`${name} has no container`];
      const ports = new Map(container.ports?.map((port) => [port.name, port.containerPort]));
      const env = environmentOf(deployment, objects);
      const wanted = { startupProbe: '/livez', livenessProbe: '/livez', readinessProbe: '/readyz' } as const;
      return [
        ...(
          [
            ['http', 'PORT'],
            ['ops', 'OPS_PORT'],
          ] as const
        ).flatMap(([port, setting]) =>
          String(ports.get(port)) === env[setting] ? [] : [`${name}: the port ${port} is not ${setting}`],
        ),
        ...(env.HOST === '0.0.0.0' || env.HOST === '::'
          ? []
          : [`${name} does not listen on the address of its pod`]),
        ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((probe) => {
          const http = container[probe]?.httpGet;
          return http?.port === 'ops' && http.path === wanted[probe]
            ? []
            : [`${name}: ${probe} is not ${wanted[probe]} on ops`];
        }),
      ];
    }),
};
