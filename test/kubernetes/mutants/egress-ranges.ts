import { change, mutantsOf } from './mutant.js';

export const EGRESS_RANGES_MUTANTS = mutantsOf('the egress of delivery is its own rule of addresses', [
  ...['10.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32', 'fc00::/7', 'fe80::/10', '2002::/16'].map(
    (range) => ({
      name: `delivery may reach ${range}`,
      change: change('NetworkPolicy', 'delivery', ({ spec }) => {
        for (const { ipBlock } of spec?.egress?.flatMap(({ to = [] }) => to) ?? []) {
          if (ipBlock) ipBlock.except = ipBlock.except?.filter((one) => one !== range) ?? [];
        }
      }),
    }),
  ),
  {
    name: 'delivery may not reach a public address',
    change: change('NetworkPolicy', 'delivery', ({ spec }) => {
      spec?.egress
        ?.flatMap(({ to = [] }) => to)
        .forEach(({ ipBlock }) =>
          ipBlock?.except?.push(ipBlock.cidr.includes(':') ? '2606:4700::/32' : '1.1.1.0/24'),
        );
    }),
  },
]);
