import type { Rules } from './rules.js';

/** Rules whose alerts fire at twice the threshold, so that no case of an alert that fires comes out as it should. */
export function stricter(rules: Rules): Rules {
  return changed(rules, (expression) =>
    expression
      .replaceAll(/([<>]=?) (\(?)(\d[\d.]*)/g, (_, sign: string, open: string, number: string) =>
        Number(number) === 0
          ? `${sign} 1e9`
          : `${sign} ${open}${sign.startsWith('>') ? Number(number) * 2 : Number(number) / 2}`,
      )
      .replaceAll('== 0', '== 1'),
  );
}

/** Rules whose alerts fire at half of the threshold, so that each has a case that does not come out as it should. */
export function looser(rules: Rules): Rules {
  return changed(rules, (expression) => {
    const halved = expression.replaceAll(
      /([<>]=?) (\(?)(\d[\d.]*)/g,
      (_, sign: string, open: string, number: string) =>
        Number(number) === 0
          ? `${sign} -1`
          : `${sign} ${open}${sign.startsWith('>') ? Number(number) / 2 : Number(number) * 2}`,
    );
    return halved === expression ? expression.replaceAll('== 0', '== 1') : halved;
  });
}

function changed({ groups }: Rules, change: (expression: string) => string): Rules {
  return {
    groups: groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => (rule.alert === undefined ? rule : { ...rule, expr: change(rule.expr) })),
    })),
  };
}
